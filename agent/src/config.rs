//! What an agent is told at its start. The program's flags (`cli.rs` of the binary) fill it in.

use std::{fmt, path::PathBuf, time::Duration};

use tokio_rustls::rustls::{
    RootCertStore,
    pki_types::{CertificateDer, pem::PemObject as _},
};
use tonic::transport::{Certificate, ClientTlsConfig, Endpoint, Uri};

/// Everything an agent needs besides its target.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where the control plane is.
    pub server: ServerUrl,
    /// Certificates (PEM) to trust instead of the system's.
    pub ca: Option<Vec<u8>>,
    /// Needed once, to register.
    pub token: Option<Secret>,
    /// The agent's folder; made when missing.
    pub state_dir: PathBuf,
    /// Paces and patience.
    pub timing: Timing,
}

/// Paces and patience. The defaults are for real life; a simulation may be quicker.
#[derive(Debug, Clone)]
pub struct Timing {
    /// Between two looks at everything, ± 20 %.
    pub reconcile: Duration,
    /// First wait before another try; it doubles each time, with full jitter.
    pub retry_base: Duration,
    /// Longest wait before connecting again.
    pub reconnect_max: Duration,
    /// Longest wait before trying failed work again.
    pub retry_max: Duration,
    /// Wait after a refusal that only a person can lift: revoked, unknown, too old.
    pub refused: Duration,
    /// Silence on the connection after which the server is asked whether it is there.
    pub keep_alive: Duration,
    /// Patience with one call.
    pub call: Duration,
    /// A session that lasted this long was a good one: the next wait starts small again.
    pub steady: Duration,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            reconcile: Duration::from_secs(300),
            retry_base: Duration::from_millis(100),
            reconnect_max: Duration::from_secs(30),
            retry_max: Duration::from_secs(60),
            refused: Duration::from_secs(300),
            keep_alive: Duration::from_secs(20),
            call: Duration::from_secs(20),
            steady: Duration::from_secs(10),
        }
    }
}

/// A text that does not show itself in logs.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps a text from logs.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(hidden)")
    }
}

/// `https://host[:port]`, or `http://…` where somebody chose to go without encryption.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerUrl(Uri);

/// A setting that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// The address of the server.
    #[error(
        "the server's URL must look like https://gateway.example.com or http://127.0.0.1:3000, not {0:?}"
    )]
    Server(String),
    /// The certificates to trust.
    #[error("the certificates to trust cannot be used: {0}")]
    Ca(String),
}

impl std::str::FromStr for ServerUrl {
    type Err = ConfigError;

    fn from_str(text: &str) -> Result<Self, ConfigError> {
        let wrong = || ConfigError::Server(text.to_owned());
        let uri: Uri = text.parse().map_err(|_| wrong())?;
        let known = matches!(uri.scheme_str(), Some("http" | "https"));
        let bare = matches!(uri.path(), "" | "/") && uri.query().is_none();
        // A name or password before an @ would end up in logs.
        let plain = uri.authority().is_some_and(|a| !a.host().is_empty() && !a.as_str().contains('@'));
        if known && bare && plain { Ok(Self(uri)) } else { Err(wrong()) }
    }
}

impl fmt::Display for ServerUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl Config {
    /// How to reach the server: with TLS exactly when the URL says so, and alive while idle.
    pub(crate) fn endpoint(&self) -> Result<Endpoint, ConfigError> {
        let endpoint = Endpoint::from(self.server.0.clone())
            .connect_timeout(self.timing.call)
            .http2_keep_alive_interval(self.timing.keep_alive)
            .keep_alive_timeout(self.timing.keep_alive / 2)
            .keep_alive_while_idle(true);
        if self.server.0.scheme_str() != Some("https") {
            return Ok(endpoint);
        }
        let tls = match &self.ca {
            Some(pem) => {
                check_certificates(pem)?;
                ClientTlsConfig::new().ca_certificate(Certificate::from_pem(pem))
            }
            None => ClientTlsConfig::new().with_native_roots(),
        };
        endpoint.tls_config(tls).map_err(|error| {
            let cause =
                std::error::Error::source(&error).map_or_else(|| error.to_string(), ToString::to_string);
            ConfigError::Ca(cause)
        })
    }
}

/// A file without a usable certificate would only show as connections that never come about.
fn check_certificates(pem: &[u8]) -> Result<(), ConfigError> {
    let certificates: Vec<_> = CertificateDer::pem_slice_iter(pem).flatten().collect();
    let (usable, _) = RootCertStore::empty().add_parsable_certificates(certificates);
    if usable > 0 {
        Ok(())
    } else {
        Err(ConfigError::Ca("there is no usable certificate among them".to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_that_cannot_work_are_refused_with_an_example() {
        for text in [
            "",
            "gateway",
            "gateway:3000",
            "ftp://x",
            "https://",
            "https://x/path",
            "https://u:p@x",
            "https://x?a",
        ] {
            let error = text.parse::<ServerUrl>().unwrap_err().to_string();
            assert!(error.contains("https://gateway.example.com"), "{text}: {error}");
        }
        for text in [
            "http://127.0.0.1:3000",
            "https://gateway.example.com",
            "https://gateway.example.com/",
            "http://[::1]:1",
        ] {
            assert!(text.parse::<ServerUrl>().is_ok(), "{text}");
        }
    }

    #[test]
    fn a_secret_does_not_show_itself() {
        let config = Config {
            server: "http://localhost".parse().unwrap(),
            ca: None,
            token: Some(Secret::new("imp_reg_abc")),
            state_dir: "x".into(),
            timing: Timing::default(),
        };
        assert!(!format!("{config:?}").contains("imp_reg_abc"));
    }
}
