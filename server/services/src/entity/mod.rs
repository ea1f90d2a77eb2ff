//! Rows as they are stored, one file for each noun. Nothing outside `store` sees them.
//!
//! To add one: a migration, then a struct here whose columns use [`Id`] for typed ids, [`Text`] for
//! enums with a text form and [`Js`] for JSON.

pub(crate) mod access_token;
pub(crate) mod agent;
pub(crate) mod agent_session;
pub(crate) mod api_service;
pub(crate) mod audit_event;
pub(crate) mod cluster;
pub(crate) mod cluster_desired;
pub(crate) mod command;
pub(crate) mod desired_item;
pub(crate) mod desired_log;
pub(crate) mod gateway;
pub(crate) mod login_throttle;
pub(crate) mod manifest_set;
pub(crate) mod membership;
pub(crate) mod observed;
pub(crate) mod plan;
pub(crate) mod product;
pub(crate) mod product_publish;
pub(crate) mod publish_revision;
pub(crate) mod registration_token;
pub(crate) mod server_setting;
pub(crate) mod session;
pub(crate) mod signing_key;
pub(crate) mod tenant;
pub(crate) mod user;
mod wrapper;

pub(crate) use wrapper::{Id, Js, Text};
