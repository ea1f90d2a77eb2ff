//! The log's format and verbosity.

use tracing_subscriber::EnvFilter;

use super::{InvalidVariable, Variables};

/// The log's format and verbosity.
#[derive(Debug, Clone)]
pub struct Log {
    /// `IMP_LOG_FORMAT`: `text` (default) or `json`.
    pub format: LogFormat,
    /// `IMP_LOG`: a `tracing` filter such as `info,services=debug`. Default `info`.
    pub filter: String,
}

/// How a line of the log looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

impl Log {
    pub(super) fn from_env(variables: &Variables) -> Result<Self, InvalidVariable> {
        let format = match variables.text_or("IMP_LOG_FORMAT", "text").as_str() {
            "text" => LogFormat::Text,
            "json" => LogFormat::Json,
            other => {
                return Err(InvalidVariable::new("IMP_LOG_FORMAT", format!("{other:?} is not text or json")));
            }
        };
        let filter = variables.text_or("IMP_LOG", "info");
        EnvFilter::try_new(&filter).map_err(|_| {
            InvalidVariable::new("IMP_LOG", format!("{filter:?} is not a filter like info,sqlx=warn"))
        })?;
        Ok(Self { format, filter })
    }
}
