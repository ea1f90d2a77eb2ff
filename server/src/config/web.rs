//! How the server is reached.

use std::{net::SocketAddr, path::PathBuf};

use super::{InvalidVariable, Variables};
use crate::http::proxies::TrustedProxies;

/// How the server is reached.
#[derive(Debug, Clone)]
pub struct Web {
    /// `IMP_ADDR`: where pages, JSON and gRPC are served. Default `127.0.0.1:3000`.
    pub addr: SocketAddr,
    /// `IMP_PUBLIC_URL`: where browsers and agents reach it, without a path. Default: the address,
    /// with https when TLS is served. An https URL makes cookies `Secure`.
    pub public_url: String,
    /// `IMP_TLS_CERT` and `IMP_TLS_KEY`: PEM files, both or neither.
    pub tls: Option<TlsFiles>,
    /// `IMP_TRUSTED_PROXIES`: addresses and networks (`10.0.0.0/8, ::1`) whose forwarded headers
    /// count. Default: none.
    pub trusted_proxies: TrustedProxies,
    /// `IMP_SITE_ROOT`: the browser part. Default `target/site`.
    pub site_root: PathBuf,
    /// `IMP_BODY_LIMIT_KIB`: largest request body in KiB, 16 to 65536. Default 1024.
    pub body_limit: usize,
    /// `IMP_REQUEST_TIMEOUT_SECONDS`: time for one answer, 1 to 600. Default 30.
    pub request_timeout: std::time::Duration,
}

/// A certificate chain and its key.
#[derive(Debug, Clone)]
pub struct TlsFiles {
    /// PEM, leaf first.
    pub cert: PathBuf,
    /// PEM, PKCS#8, PKCS#1 or SEC1.
    pub key: PathBuf,
}

impl Web {
    pub(super) fn from_env(variables: &Variables) -> Result<Self, InvalidVariable> {
        let addr = variables
            .parse("IMP_ADDR", "an address with a port such as 127.0.0.1:3000")?
            .unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 3000)));
        let tls = match (variables.text("IMP_TLS_CERT"), variables.text("IMP_TLS_KEY")) {
            (Some(cert), Some(key)) => Some(TlsFiles { cert: cert.into(), key: key.into() }),
            (None, None) => None,
            (Some(_), None) => {
                return Err(InvalidVariable::new("IMP_TLS_CERT", "IMP_TLS_KEY is needed with it"));
            }
            (None, Some(_)) => {
                return Err(InvalidVariable::new("IMP_TLS_KEY", "IMP_TLS_CERT is needed with it"));
            }
        };
        let scheme = if tls.is_some() { "https" } else { "http" };
        let public_url = match variables.text("IMP_PUBLIC_URL") {
            None => format!("{scheme}://{addr}"),
            Some(text) => origin(text).ok_or_else(|| {
                InvalidVariable::new(
                    "IMP_PUBLIC_URL",
                    format!("{text:?} is not an http or https URL without a path"),
                )
            })?,
        };
        if tls.is_some() && public_url.starts_with("http://") {
            // Cookies would not be `Secure`, and no browser could come this way.
            let problem = format!("{public_url} is not https, but IMP_TLS_CERT is set");
            return Err(InvalidVariable::new("IMP_PUBLIC_URL", problem));
        }
        let site_root: PathBuf = variables.text_or("IMP_SITE_ROOT", "target/site").into();
        if variables.text("IMP_SITE_ROOT").is_some() && !site_root.join("pkg").is_dir() {
            let problem = format!("{} has no browser part (.ci/browser makes it)", site_root.display());
            return Err(InvalidVariable::new("IMP_SITE_ROOT", problem));
        }
        Ok(Self {
            addr,
            public_url,
            tls,
            trusted_proxies: variables
                .parse("IMP_TRUSTED_PROXIES", "a list of addresses and networks such as 10.0.0.0/8")?
                .unwrap_or_default(),
            site_root,
            body_limit: variables.number("IMP_BODY_LIMIT_KIB", 1024, 16, 65_536)? as usize * 1024,
            request_timeout: std::time::Duration::from_secs(
                variables.number("IMP_REQUEST_TIMEOUT_SECONDS", 30, 1, 600)?.into(),
            ),
        })
    }

    /// Whether browsers come over https, so that cookies are `Secure`.
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}

/// The URL's origin, when it has nothing else.
fn origin(text: &str) -> Option<String> {
    let url = url::Url::parse(text).ok()?;
    let bare = matches!(url.scheme(), "http" | "https")
        && url.has_host()
        && url.path() == "/"
        && url.query().is_none()
        && url.username().is_empty();
    bare.then(|| url.origin().ascii_serialization())
}
