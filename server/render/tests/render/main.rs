//! Rendering, judged by the real CRD schemas.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]

mod access;
mod contests;
mod corpus;
mod harness;
mod properties;
mod refusals;
mod rewriting;
mod support;
mod warnings;
