//! Rendering, judged by the real CRD schemas.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]

mod access;
mod corpus;
mod harness;
mod properties;
mod refusals;
mod support;
