//! What a database error means to a use case. Logged here, once; only its meaning travels.

use domain::{Code, Error, Reason};
use sea_orm::{
    DbErr, RuntimeErr,
    sqlx::{self, error::DatabaseError},
};

/// The meaning of a database error.
#[expect(clippy::needless_pass_by_value, reason = "used as map_err(error)")]
pub(crate) fn error(error: DbErr) -> Error {
    match cause(&error) {
        Cause::Unique(detail) => taken(&detail),
        // Checked before, and changed by somebody else since.
        Cause::ForeignKey => Error::conflict(Code::RelatedChanged),
        Cause::Text => Error::Malformed(Code::ControlCharacter.into()),
        Cause::Busy => {
            tracing::warn!(%error, "the database is busy");
            Error::Unavailable(Code::Unavailable.into())
        }
        Cause::Other => {
            tracing::error!(%error, "the database failed");
            Error::Internal
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Cause {
    /// A unique index was hit, in the engine's words.
    Unique(String),
    /// A row that is referred to is missing, or one that goes is still referred to.
    ForeignKey,
    /// A text with characters that the engine cannot store.
    Text,
    /// Trying again makes sense.
    Busy,
    Other,
}

fn cause(error: &DbErr) -> Cause {
    match error {
        DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => Cause::Busy,
        DbErr::Exec(RuntimeErr::SqlxError(error)) | DbErr::Query(RuntimeErr::SqlxError(error)) => {
            match &**error {
                sqlx::Error::Database(error) => cause_of_code(&**error),
                sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed => Cause::Busy,
                _ => Cause::Other,
            }
        }
        _ => Cause::Other,
    }
}

/// By SQLSTATE on PostgreSQL (five characters, appendix A of its manual) and by extended result code
/// on SQLite (a number, <https://sqlite.org/rescode.html>).
fn cause_of_code(error: &dyn DatabaseError) -> Cause {
    let code = error.code().unwrap_or_default();
    match code.as_ref() {
        // unique_violation; CONSTRAINT_PRIMARYKEY and _UNIQUE.
        "23505" | "1555" | "2067" => Cause::Unique(error.message().to_owned()),
        // foreign_key_violation, restrict_violation; CONSTRAINT_FOREIGNKEY, and _TRIGGER for RESTRICT.
        "23503" | "23001" | "787" | "1811" => Cause::ForeignKey,
        // character_not_in_repertoire, untranslatable_character: U+0000 in TEXT and in JSONB.
        "22021" | "22P05" => Cause::Text,
        // serialization_failure, deadlock_detected, lock_not_available, and servers that stop or start.
        "40001" | "40P01" | "55P03" | "57P01" | "57P02" | "57P03" | "53300" => Cause::Busy,
        code if code.len() < 5 && is_locked(code) => Cause::Busy,
        _ => Cause::Other,
    }
}

/// SQLite's BUSY (5) and LOCKED (6), whatever their extension.
fn is_locked(code: &str) -> bool {
    code.parse::<u32>().is_ok_and(|code| matches!(code & 0xff, 5 | 6))
}

/// A unique index was hit: says which field. Indexes are named `uq_<table>_<columns>`; SQLite names
/// the columns instead. Use cases look before they write; this is for whoever comes in between.
fn taken(detail: &str) -> Error {
    let field = ["email", "slug", "name"]
        .into_iter()
        .find(|field| detail.contains(&format!("_{field}\"")) || detail.ends_with(&format!(".{field}")));
    match field {
        Some(field) => Error::field(field, Code::NameTaken),
        None => Error::conflict(Reason::new(Code::VersionStale)),
    }
}

#[cfg(test)]
mod tests {
    use std::{borrow::Cow, fmt, sync::Arc};

    use super::*;

    #[derive(Debug)]
    struct Fake(&'static str);

    impl fmt::Display for Fake {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("as PostgreSQL's errors, this does not print the code")
        }
    }

    impl std::error::Error for Fake {}

    impl DatabaseError for Fake {
        fn message(&self) -> &str {
            "duplicate key value violates unique constraint \"uq_clusters_name\""
        }
        fn code(&self) -> Option<Cow<'_, str>> {
            Some(self.0.into())
        }
        fn as_error(&self) -> &(dyn std::error::Error + Send + Sync + 'static) {
            self
        }
        fn as_error_mut(&mut self) -> &mut (dyn std::error::Error + Send + Sync + 'static) {
            self
        }
        fn into_error(self: Box<Self>) -> Box<dyn std::error::Error + Send + Sync + 'static> {
            self
        }
        fn kind(&self) -> sqlx::error::ErrorKind {
            sqlx::error::ErrorKind::Other
        }
    }

    fn meaning(code: &'static str) -> Error {
        error(DbErr::Exec(RuntimeErr::SqlxError(Arc::new(sqlx::Error::Database(Box::new(Fake(code)))))))
    }

    #[test]
    fn codes_have_meanings() {
        for busy in ["40001", "40P01", "57P01", "5", "517", "262"] {
            assert_eq!(meaning(busy), Error::Unavailable(Code::Unavailable.into()), "{busy}");
        }
        for key in ["23503", "23001", "787", "1811"] {
            assert_eq!(meaning(key), Error::conflict(Code::RelatedChanged), "{key}");
        }
        for unique in ["23505", "1555", "2067"] {
            assert_eq!(meaning(unique), Error::field("name", Code::NameTaken), "{unique}");
        }
        for other in ["42P01", "1", "", "00005"] {
            assert_eq!(meaning(other), Error::Internal, "{other}");
        }
    }
}
