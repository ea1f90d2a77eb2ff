//! What a database error means to a use case. Logged here, once; only its meaning travels.

use domain::{Code, Error, Reason};
use sea_orm::{DbErr, SqlErr};

/// The meaning of a database error.
#[expect(clippy::needless_pass_by_value, reason = "used as map_err(error)")]
pub(crate) fn error(error: DbErr) -> Error {
    if let Some(SqlErr::UniqueConstraintViolation(detail)) = error.sql_err() {
        return taken(&detail);
    }
    if is_busy(&error) {
        tracing::warn!(%error, "the database is busy");
        return Error::Unavailable(Code::Unavailable.into());
    }
    tracing::error!(%error, "the database failed");
    Error::Internal
}

/// A unique index was hit: says which field. Indexes are named `uq_<table>_<columns>`; SQLite names
/// the columns instead.
fn taken(detail: &str) -> Error {
    let field = ["email", "slug", "name"]
        .into_iter()
        .find(|field| detail.contains(&format!("_{field}\"")) || detail.ends_with(&format!(".{field}")));
    match field {
        Some(field) => Error::field(field, Code::NameTaken),
        None => Error::conflict(Reason::new(Code::VersionStale)),
    }
}

/// Whether trying again makes sense: pools that ran dry, lost connections, locks, serialization.
fn is_busy(error: &DbErr) -> bool {
    if matches!(error, DbErr::ConnectionAcquire(_) | DbErr::Conn(_)) {
        return true;
    }
    let text = error.to_string();
    // SQLite's SQLITE_BUSY; PostgreSQL's serialization_failure, deadlock_detected, admin_shutdown.
    ["database is locked", "40001", "40P01", "57P01"].iter().any(|sign| text.contains(sign))
}
