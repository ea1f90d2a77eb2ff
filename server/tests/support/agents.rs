//! Agents as far as their registration: what they say afterwards is for the tests of their transport.

use ed25519_dalek::SigningKey;
use services::{Caller, Registration};

use super::test_app::TestApp;

impl TestApp {
    /// The id of an agent that has taken a registration token and never connected.
    pub(crate) async fn register_agent(&self, token: &str) -> String {
        let key = SigningKey::from_bytes(&self.clock.random());
        let registration = Registration {
            token: token.to_owned(),
            public_key: key.verifying_key().to_bytes().to_vec(),
            cluster_uid: "test".to_owned(),
            agent_version: "0.0.0".to_owned(),
            protocol_min: 1,
            protocol_max: 1,
            from: std::net::Ipv4Addr::LOCALHOST.into(),
        };
        let registered = self.services.agent.register(&Caller::anonymous("test"), &registration).await;
        registered.unwrap().agent.to_string()
    }
}
