//! Encryption: exactly when the URL says so, and only with a certificate that is trusted.

use imp_agent::Secret;
use tonic::transport::{Identity, ServerTlsConfig};

use crate::support::{Home, Hub, Program, until};

const CA: &str = include_str!("support/tls/ca.pem");
const CERTIFICATE: &str = include_str!("support/tls/server.pem");
const KEY: &str = include_str!("support/tls/server.key");

async fn encrypted() -> Hub {
    Hub::start_with(Some(ServerTlsConfig::new().identity(Identity::from_pem(CERTIFICATE, KEY)))).await
}

#[tokio::test]
async fn a_certificate_of_the_given_authority_is_trusted() {
    let (hub, home) = (encrypted().await, Home::new());
    let mut config = home.config(&hub);
    config.ca = Some(CA.into());
    let agent = home.start_with(config);
    hub.connected(0).await;
    agent.stop().await;
}

#[tokio::test]
async fn any_other_certificate_is_not_and_the_token_stays_secret() {
    let (hub, home) = (encrypted().await, Home::new());
    let program = Program::start(&home, &hub, &[]);
    until("it says why", || program.log().contains("certificate").then_some(())).await;
    assert!(!program.log().contains(hub.token()), "{}", program.log());
    assert!(hub.world().seen.is_empty());
    program.kill().await;
}

#[tokio::test]
async fn certificates_that_are_none_end_the_start() {
    let (hub, home) = (encrypted().await, Home::new());
    let mut config = home.config(&hub);
    config.ca = Some(b"-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n".to_vec());
    config.token = Some(Secret::new("x"));
    let error = home.start_with(config).error().await;
    assert!(error.contains("certificate"), "{error}");
}
