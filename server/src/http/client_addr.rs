//! The client's address: the TCP peer's, or what a trusted proxy says.

use std::net::IpAddr;

use axum::{
    extract::{Request, State},
    http::HeaderMap,
    middleware::Next,
    response::Response,
};

use super::{accept::Peer, proxies::TrustedProxies};

/// Where a request comes from; unspecified (`0.0.0.0`) in tests without a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ClientAddr(pub(crate) IpAddr);

/// Puts [`ClientAddr`] into the request.
pub(crate) async fn layer(
    State(proxies): State<TrustedProxies>,
    mut request: Request,
    next: Next,
) -> Response {
    let peer = request.extensions().get::<Peer>().map(|Peer(addr)| addr.ip());
    let peer = peer.unwrap_or(IpAddr::from([0, 0, 0, 0])).to_canonical();
    let addr = resolve(peer, request.headers(), &proxies);
    request.extensions_mut().insert(ClientAddr(addr));
    next.run(request).await
}

/// The rightmost address of `X-Forwarded-For` that is not a trusted proxy: everything left of it is
/// the client's to forge.
fn resolve(peer: IpAddr, headers: &HeaderMap, proxies: &TrustedProxies) -> IpAddr {
    if !proxies.trust(peer) {
        return peer;
    }
    let mut nearest = peer;
    let values: Vec<_> = headers.get_all("x-forwarded-for").iter().filter_map(|v| v.to_str().ok()).collect();
    for text in values.iter().rev().flat_map(|v| v.rsplit(',')) {
        let Ok(addr) = text.trim().parse::<IpAddr>() else { break };
        nearest = addr.to_canonical();
        if !proxies.trust(nearest) {
            break;
        }
    }
    nearest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolved(peer: &str, forwarded: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", value.parse().unwrap());
        }
        resolve(peer.parse().unwrap(), &headers, &"10.0.0.0/8".parse().unwrap()).to_string()
    }

    #[test]
    fn only_trusted_proxies_speak_for_others() {
        assert_eq!(resolved("203.0.113.9", &["1.2.3.4"]), "203.0.113.9");
        assert_eq!(resolved("10.0.0.1", &["1.2.3.4"]), "1.2.3.4");
        assert_eq!(resolved("10.0.0.1", &["6.6.6.6, 1.2.3.4, 10.0.0.2"]), "1.2.3.4");
        assert_eq!(resolved("10.0.0.1", &["6.6.6.6", "1.2.3.4"]), "1.2.3.4");
        assert_eq!(resolved("10.0.0.1", &["nonsense"]), "10.0.0.1");
        assert_eq!(resolved("10.0.0.1", &[]), "10.0.0.1");
    }
}
