//! Configuration from the environment: one struct per concern, one file each. To add a variable:
//! a line in the concern's `from_env`, its doc comment, and a row in `docs/OPERATIONS.md`.

mod database;
mod keys;
mod limits;
mod log;
mod variables;
mod web;

pub use database::Database;
pub use keys::{KeySource, keys};
pub use log::{Log, LogFormat};
pub use variables::{InvalidVariable, Variables};
pub use web::{TlsFiles, Web};

/// Everything `imp-gateway serve` needs to know.
#[derive(Debug, Clone)]
pub struct Config {
    /// Address, public URL, TLS, proxies, static files.
    pub web: Web,
    /// Where the data are.
    pub database: Database,
    /// What seals secrets.
    pub keys: KeySource,
    /// Format and verbosity of the log.
    pub log: Log,
    /// Bounds and lifetimes of the use cases.
    pub settings: services::settings::Settings,
}

impl Config {
    /// Reads every `IMP_…` variable.
    ///
    /// # Errors
    /// Names the first variable whose value cannot be used.
    pub fn from_env(variables: &Variables) -> Result<Self, InvalidVariable> {
        let web = Web::from_env(variables)?;
        Ok(Self {
            settings: limits::from_env(variables, &web)?,
            web,
            database: Database::from_env(variables)?,
            keys: KeySource::from_env(variables)?,
            log: Log::from_env(variables)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(pairs: &[(&str, &str)]) -> Result<Config, InvalidVariable> {
        Config::from_env(&Variables::of(pairs))
    }

    #[test]
    fn the_defaults_serve_on_loopback_from_a_file() {
        let config = config(&[]).unwrap();
        assert_eq!(config.web.addr.to_string(), "127.0.0.1:3000");
        assert_eq!(config.settings.public_url, "http://127.0.0.1:3000");
        assert_eq!(config.database.url, "sqlite://data/imp-gateway.db");
    }

    #[test]
    fn every_variable_is_documented() {
        let sources = [
            include_str!("config/database.rs"),
            include_str!("config/keys.rs"),
            include_str!("config/limits.rs"),
            include_str!("config/log.rs"),
            include_str!("config/web.rs"),
        ];
        let documented = include_str!("../../docs/OPERATIONS.md");
        let variables = |text: &'static str| {
            text.split(|c: char| !c.is_ascii_uppercase() && c != '_').filter(|word| word.starts_with("IMP_"))
        };
        for name in sources.into_iter().flat_map(variables) {
            assert!(documented.contains(&format!("`{name}`")), "docs/OPERATIONS.md lacks {name}");
        }
    }

    #[test]
    fn an_invalid_value_names_its_variable_on_one_line() {
        for (name, value) in [
            ("IMP_ADDR", "nowhere"),
            ("IMP_PUBLIC_URL", "gateway.example.com"),
            ("IMP_PUBLIC_URL", "https://gateway.example.com/sub"),
            ("IMP_DATABASE_URL", "mysql://localhost/imp"),
            ("IMP_DATABASE_CONNECTIONS", "many"),
            ("IMP_KEYS", "a:AAAA"),
            ("IMP_LOG_FORMAT", "xml"),
            ("IMP_LOG", "imp=louder"),
            ("IMP_TRUSTED_PROXIES", "10.0.0.0/99"),
            ("IMP_SESSION_IDLE_MINUTES", "0"),
            ("IMP_TLS_CERT", "only-one.pem"),
        ] {
            let error = config(&[(name, value)]).unwrap_err().to_string();
            assert!(error.starts_with(name), "{error}");
            assert_eq!(error.lines().count(), 1, "{error}");
        }
    }

    #[test]
    fn a_postgresql_database_needs_shared_keys() {
        let error = config(&[("IMP_DATABASE_URL", "postgres://localhost/imp")])
            .and_then(|c| keys(&c.keys, &c.database, &services::Clock::system()))
            .unwrap_err();
        assert!(error.to_string().starts_with("IMP_KEYS"), "{error}");
    }
}
