//! Which peers may speak for others.

use std::{net::IpAddr, str::FromStr};

/// Networks whose forwarded headers count.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<Network>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Network {
    addr: IpAddr,
    prefix: u32,
}

/// The text is not a list of addresses and networks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotANetwork;

impl TrustedProxies {
    /// Whether the peer may say whom it forwards for.
    pub fn trust(&self, peer: IpAddr) -> bool {
        let peer = peer.to_canonical();
        self.0.iter().any(|network| network.contains(peer))
    }
}

impl Network {
    fn contains(&self, peer: IpAddr) -> bool {
        let same = |a: u128, b: u128, bits: u32| {
            let shift = bits - self.prefix;
            shift == bits || a >> shift == b >> shift
        };
        match (self.addr, peer) {
            (IpAddr::V4(a), IpAddr::V4(b)) => same(a.to_bits().into(), b.to_bits().into(), 32),
            (IpAddr::V6(a), IpAddr::V6(b)) => same(a.to_bits(), b.to_bits(), 128),
            _ => false,
        }
    }
}

impl FromStr for Network {
    type Err = NotANetwork;
    fn from_str(text: &str) -> Result<Self, NotANetwork> {
        let (addr, prefix) = text.split_once('/').map_or((text, None), |(a, p)| (a, Some(p)));
        let addr: IpAddr = addr.parse().map_err(|_| NotANetwork)?;
        let bits = if addr.is_ipv4() { 32 } else { 128 };
        let prefix = prefix.map_or(Ok(bits), |p| p.parse().map_err(|_| NotANetwork))?;
        if prefix > bits { Err(NotANetwork) } else { Ok(Self { addr, prefix }) }
    }
}

impl FromStr for TrustedProxies {
    type Err = NotANetwork;
    fn from_str(text: &str) -> Result<Self, NotANetwork> {
        text.split(',')
            .map(str::trim)
            .filter(|t| !t.is_empty())
            .map(str::parse)
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_holds_its_own_addresses_alone() {
        let proxies: TrustedProxies = "10.0.0.0/8, ::1, 192.168.1.7".parse().unwrap();
        for yes in ["10.1.2.3", "::1", "192.168.1.7", "::ffff:10.0.0.1"] {
            assert!(proxies.trust(yes.parse().unwrap()), "{yes}");
        }
        for no in ["11.0.0.1", "::2", "192.168.1.8", "127.0.0.1"] {
            assert!(!proxies.trust(no.parse().unwrap()), "{no}");
        }
        assert!("0.0.0.0/0".parse::<TrustedProxies>().unwrap().trust("8.8.8.8".parse().unwrap()));
    }
}
