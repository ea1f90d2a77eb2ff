//! The command line, as whoever operates the server meets it: processes, exit codes, one clear line.

mod admin;
mod backup;
mod migrate;
mod refusal;
mod serve;
