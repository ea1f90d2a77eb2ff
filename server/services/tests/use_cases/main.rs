//! Use cases against real databases, on both engines. One file for each noun.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

#[path = "../support/mod.rs"]
mod support;

mod agent;
mod audit_event;
mod characters;
mod claim;
mod cluster;
mod delivery;
mod delivery_connect;
mod delivery_failure;
mod delivery_lock;
mod delivery_order;
mod delivery_race;
mod delivery_restored;
mod fields;
mod forget;
mod gateway;
mod maintenance;
mod membership;
mod password;
mod product_publish;
mod publish_guards;
mod race;
mod rollback;
mod standing;
mod tenant;
mod throttle;
mod upgrade;
mod user;
