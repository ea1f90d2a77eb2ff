//! `imp-gateway demo`, the real programs: what it leaves for scripts, how it ends, and that the next run
//! continues, however the one before has ended.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on panics")]

mod again;
mod killed;
mod refusal;
mod start;
mod support;
