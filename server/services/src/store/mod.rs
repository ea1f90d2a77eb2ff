//! Queries, one file a noun. They give and take the domain's types; rows stay inside. Those of a
//! tenant's nouns take a `TenantScope`.

pub(crate) mod access_token;
pub(crate) mod agent;
pub(crate) mod agent_session;
pub(crate) mod api_service;
pub(crate) mod audit_event;
pub(crate) mod cluster;
pub(crate) mod command;
pub(crate) mod desired;
mod error;
mod filter;
pub(crate) mod gateway;
pub(crate) mod login_throttle;
pub(crate) mod membership;
pub(crate) mod observation;
mod page;
pub(crate) mod plan;
pub(crate) mod product;
pub(crate) mod product_publish;
pub(crate) mod registration_token;
pub(crate) mod revision;
pub(crate) mod server_setting;
pub(crate) mod session;
pub(crate) mod signing_key;
mod taken;
pub(crate) mod tenant;
pub(crate) mod user;

pub(crate) use error::error;
use page::{by_name, newest_first};
use taken::taken;
