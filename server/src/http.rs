//! What every HTTP answer has in common: the accept loop, request ids, security headers, the origin
//! check, client addresses behind proxies. One file per concern.

pub mod accept;
pub(crate) mod client_addr;
pub(crate) mod csp;
pub(crate) mod error_page;
pub(crate) mod limits;
pub(crate) mod origin;
pub mod proxies;
pub(crate) mod request_id;
pub mod tls;
