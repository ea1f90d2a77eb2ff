//! The server: transports around `services`. `main.rs` is the command line.

pub mod api;
pub mod auth;
pub mod command;
pub mod config;
mod demo;
pub mod events;
pub mod grpc;
pub mod http;
pub mod pages;
pub mod router;
pub mod state;
mod tasks;
pub mod telemetry;
