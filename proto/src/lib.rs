//! The agent protocol's generated types. The contract and its comments are in
//! `proto/imp/agent/v1/agent.proto`.

/// Version 1 of the package.
pub mod v1 {
    tonic::include_proto!("imp.agent.v1");
}

/// Protocol versions this build speaks, lowest and highest.
pub const PROTOCOL_VERSIONS: std::ops::RangeInclusive<u32> = 1..=1;

/// What an agent signs to refresh its token: this context, then the nonce.
pub const REFRESH_CONTEXT: &[u8] = b"imp-agent-refresh-v1\0";

/// Every method of the service, as the protocol file names it.
pub const METHODS: &[&str] = include!(concat!(env!("OUT_DIR"), "/methods.rs"));
