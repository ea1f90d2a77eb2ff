//! Use cases against real databases, on both engines. One file for each noun.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

#[path = "../support/mod.rs"]
mod support;

mod agent;
mod audit_event;
mod cluster;
mod delivery;
mod delivery_failure;
mod gateway;
mod maintenance;
mod membership;
mod product_publish;
mod tenant;
mod user;
