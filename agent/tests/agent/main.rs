//! The agent against a server of these tests' own, over a real socket: in this process where the
//! test looks inside, as the real program where the test kills it.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on panics")]

mod cache;
mod connection;
mod deploy;
mod directory;
mod program;
mod registration;
mod support;
mod tls;
