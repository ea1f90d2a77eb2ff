//! What only Envoy Gateway understands (`gateway.envoyproxy.io/v1alpha1`, v1.9). Another
//! implementation gets a module of its own beside this one; Gateway API itself is shared.

pub(crate) mod access;
pub(crate) mod backend;
pub(crate) mod client_traffic;
pub(crate) mod path_regex;
pub(crate) mod precedence;
mod rate_limit;
mod secret;
mod security;
mod traffic;

pub(crate) const GROUP: &str = "gateway.envoyproxy.io";
pub(crate) const VERSION: &str = "gateway.envoyproxy.io/v1alpha1";

/// Header that tells a backend who calls. Whatever a caller sends under that name is removed.
pub(crate) const CLIENT_ID: &str = "x-client-id";

/// A header's value as Envoy takes it: what is between two `%` is a command there.
pub(crate) fn header_value(value: &str) -> String {
    value.replace('%', "%%")
}
