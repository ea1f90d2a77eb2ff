//! What only Envoy Gateway understands (`gateway.envoyproxy.io/v1alpha1`, v1.9). Another
//! implementation gets a module of its own beside this one; Gateway API itself is shared.

pub(crate) mod access;
pub(crate) mod backend;
pub(crate) mod client_traffic;
mod rate_limit;
mod secret;
mod security;
pub(crate) mod strip;
mod traffic;

pub(crate) const GROUP: &str = "gateway.envoyproxy.io";
pub(crate) const VERSION: &str = "gateway.envoyproxy.io/v1alpha1";

/// Header that tells a backend who calls. Whatever a caller sends under that name is removed.
pub(crate) const CLIENT_ID: &str = "x-client-id";
