//! The JSON API. One file for each group of addresses.

mod access_token;
mod agent;
mod bad_input;
mod coverage;
mod events;
mod openapi;
mod provider;
