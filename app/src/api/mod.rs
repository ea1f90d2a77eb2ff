//! Server functions, one file per noun. Each asks who calls, calls the use case, and answers.
//!
//! A form's server function takes flat texts, the tenant first, and sends the visitor on with
//! `server_context::go`; what it refuses comes back to the form through the session's flash.

pub mod preferences;
