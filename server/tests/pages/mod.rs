//! Pages and forms as a browser without scripts sees them.

mod coverage;
mod forms;
mod headers;
mod login;
mod setup;
