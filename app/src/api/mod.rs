//! Server functions, one file per noun. Each asks who calls, calls the use case, and answers.
//!
//! A form's server function takes flat texts, the tenant first, and sends the visitor on with
//! `server_context::go`; what it refuses comes back to the form through the session's flash.

pub mod access_token;
pub mod api_service;
pub mod backend;
pub mod choices;
pub mod cluster;
pub mod gateway;
pub mod list_query;
pub mod manifest_diff;
pub mod plan;
pub mod policy;
pub mod preferences;
pub mod product;
pub mod product_publish;
pub mod publish_wizard;
pub mod registration_token;
pub mod route;
pub mod session;
