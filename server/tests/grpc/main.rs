//! The agents' transport over a real socket: with a client that can misbehave, with the real agent,
//! and with both programs killed at every point of a publish's journey.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on panics")]

mod calls;
mod coverage;
mod journey;
mod kill;
mod stream;
mod support;
mod tls;
