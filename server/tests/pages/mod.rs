//! Pages and forms as a browser without scripts sees them.

mod coverage;
mod error_page;
mod forms;
mod functions;
mod headers;
mod login;
mod setup;
