//! A demo's folder and address, the program on it, and what scripts see of it.

mod api;
mod home;
mod running;
#[path = "../../support/until.rs"]
mod until;

pub(crate) use api::Api;
pub(crate) use home::{Home, Note};
pub(crate) use running::Running;
pub(crate) use until::{PATIENCE, until};
