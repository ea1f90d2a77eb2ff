//! TLS without a proxy in front: rustls with the ring provider, HTTP/2 and HTTP/1.1 by ALPN.

use std::{path::Path, sync::Arc};

use anyhow::{Context as _, anyhow};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        crypto::ring,
        pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
    },
};

use crate::config::TlsFiles;

/// Reads the certificate and its key.
///
/// # Errors
/// Names the variable whose file cannot be used.
pub fn acceptor(files: &TlsFiles) -> anyhow::Result<TlsAcceptor> {
    let chain: Vec<_> = CertificateDer::pem_file_iter(&files.cert)
        .and_then(Iterator::collect)
        .map_err(|e| unusable("IMP_TLS_CERT", &files.cert, &e))?;
    let key =
        PrivateKeyDer::from_pem_file(&files.key).map_err(|e| unusable("IMP_TLS_KEY", &files.key, &e))?;
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .context("TLS versions")?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(|e| unusable("IMP_TLS_CERT", &files.cert, &e))?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}

fn unusable(variable: &str, file: &Path, problem: &dyn std::fmt::Display) -> anyhow::Error {
    anyhow!("{variable}: cannot use {}: {problem}", file.display())
}
