//! What Imp-Gateway is about, without any I/O: ids, validated names, drafts, state machines, DTOs
//! and errors. Compiles for the server and for the browser.
//!
//! A noun has one file here and a file of the same name in every other layer
//! (`docs/CONTRIBUTING.md` has the checklist).

pub mod access_token;
pub mod agent;
pub mod api_service;
pub mod audit_event;
pub mod backend;
pub mod cluster;
pub mod command;
pub mod draft;
pub mod error;
pub mod form;
pub mod gateway;
pub mod id;
pub mod item;
pub mod labels;
pub mod membership;
pub mod name;
pub mod page;
pub mod plan;
pub mod policy;
pub mod product;
pub mod product_publish;
pub mod reason;
pub mod registration_token;
pub mod revision;
pub mod role;
pub mod route;
pub mod session;
pub mod signing_key;
pub mod tenant;
pub mod text;
pub mod user;

pub use error::{Error, FieldError, Result};
pub use reason::{Code, Reason};

/// UTC with microseconds: what both database engines can keep.
pub type Timestamp = chrono::DateTime<chrono::Utc>;
