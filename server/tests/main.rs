//! The server over real databases, on both engines: the JSON API, the pages, the agents' calls. One
//! program, since linking the server takes longer than running its tests.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod api;
mod command;
mod pages;
mod support;
mod transport;
