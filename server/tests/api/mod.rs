//! The JSON API. One file for each group of addresses.

mod access_token;
mod agent;
mod bad_input;
mod conventions;
mod coverage;
mod document;
mod events;
mod health;
mod lists;
mod openapi;
mod provider;
