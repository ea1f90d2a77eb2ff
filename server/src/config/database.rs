//! Where the data are.

use std::path::{Path, PathBuf};

use super::{InvalidVariable, Variables};

/// Where the data are.
#[derive(Debug, Clone)]
pub struct Database {
    /// `IMP_DATABASE_URL`: `sqlite://PATH` or `postgres://USER:PASSWORD@HOST/NAME`. Default: the
    /// file `imp-gateway.db` in `IMP_DATA_DIR`, whose default is `data`.
    pub url: String,
    /// `IMP_DATABASE_CONNECTIONS`: connections of the pool, 2 to 200. Default 10.
    pub connections: u32,
}

impl Database {
    pub(super) fn from_env(variables: &Variables) -> Result<Self, InvalidVariable> {
        let folder = variables.text_or("IMP_DATA_DIR", "data");
        let file = format!("sqlite://{folder}/imp-gateway.db");
        let url = variables.text_or("IMP_DATABASE_URL", &file);
        // The URL holds a password: the message never repeats it.
        if !["sqlite://", "postgres://", "postgresql://"].iter().any(|s| url.starts_with(s)) {
            return Err(InvalidVariable::new("IMP_DATABASE_URL", "start it with sqlite:// or postgres://"));
        }
        if url == "sqlite://" || url.contains(":memory:") {
            return Err(InvalidVariable::new(
                "IMP_DATABASE_URL",
                "name a file: sqlite://data/imp-gateway.db",
            ));
        }
        Ok(Self { url, connections: variables.number("IMP_DATABASE_CONNECTIONS", 10, 2, 200)? })
    }

    /// The file, on SQLite.
    pub fn sqlite_file(&self) -> Option<PathBuf> {
        let rest = self.url.strip_prefix("sqlite://")?;
        Some(PathBuf::from(rest.split('?').next().unwrap_or(rest)))
    }

    /// A neighbour of the SQLite file: `keys`, `lock`.
    pub fn beside(&self, extension: &str) -> Option<PathBuf> {
        self.sqlite_file().map(|file| file.with_extension(extension))
    }

    /// The folder of the SQLite file.
    pub fn folder(&self) -> Option<PathBuf> {
        let file = self.sqlite_file()?;
        Some(file.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_path_buf())
    }
}
