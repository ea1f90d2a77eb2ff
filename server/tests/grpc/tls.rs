//! The server's own encryption: agents and browsers on one port, and nobody in the clear.

use std::{net::SocketAddr, sync::Arc};

use domain::product_publish::PublishStatus;
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    net::TcpStream,
};
use tokio_rustls::{
    TlsConnector,
    rustls::{
        ClientConfig, RootCertStore,
        crypto::ring,
        pki_types::{CertificateDer, ServerName, pem::PemObject as _},
    },
};

use crate::support::{
    program::{Programs, certificates},
    scene::Scene,
    test_db::{TestDb, both_engines},
    until,
};

both_engines! { agents_and_browsers_talk_encrypted_and_the_server_stops_with_them }

/// Trusts the tests' authority alone.
fn browser() -> TlsConnector {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(certificates().join("ca.pem")).unwrap()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let config = config.with_safe_default_protocol_versions().unwrap().with_root_certificates(roots);
    TlsConnector::from(Arc::new(config.with_no_client_auth()))
}

/// Everything that is answered over a connection.
async fn ask(mut stream: impl AsyncRead + AsyncWrite + Unpin) -> std::io::Result<String> {
    stream.write_all(b"GET /readyz HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

async fn encrypted(address: SocketAddr) -> std::io::Result<String> {
    let stream = TcpStream::connect(address).await?;
    ask(browser().connect(ServerName::from(address.ip()), stream).await?).await
}

async fn agents_and_browsers_talk_encrypted_and_the_server_stops_with_them(db: TestDb) {
    let scene = Scene::new(db).await;
    let mut programs = Programs::encrypted(&scene).await;
    programs.start_all();
    let publish = scene.publish("a.example.com").await;
    scene.reaches(publish.id, PublishStatus::Live).await;
    scene.assert_at_rest(publish.id).await;

    let answer = until("it answers", async || encrypted(programs.address()).await.ok()).await;
    assert!(answer.starts_with("HTTP/1.1 204"), "{answer}");
    let clear = ask(TcpStream::connect(programs.address()).await.unwrap()).await;
    assert!(!clear.unwrap_or_default().contains("HTTP/1.1 2"), "nothing is answered in the clear");

    // The agent's stream is open, and does not keep the server from ending.
    assert!(programs.stop_server().await.success());
    let log = programs.log("server.log");
    assert!(log.contains("stopped") && !log.contains("cut the connections"), "{log}");
}
