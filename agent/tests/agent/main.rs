//! The agent against a server of these tests' own, over a real socket: in this process where the
//! test looks inside, as the real program where the test kills it.

mod cache;
mod connection;
mod deploy;
mod directory;
mod program;
mod registration;
mod support;
mod tls;
