//! What Imp-Gateway is about, without any I/O: ids, validated names, drafts, state machines, DTOs
//! and errors. Compiles for the server and for the browser.
//!
//! A noun has one file here and a file of the same name in every other layer
//! (`docs/CONTRIBUTING.md` has the checklist).

pub mod draft;
pub mod error;
pub mod id;
pub mod name;
pub mod page;
pub mod reason;
pub mod role;

pub use error::{Error, FieldError, Result};
pub use reason::{Code, Reason};

/// UTC with microseconds: what both database engines can keep.
pub type Timestamp = chrono::DateTime<chrono::Utc>;
