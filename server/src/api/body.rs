//! JSON bodies. A body that parses is judged as a whole: unknown fields, wrong types and broken
//! domain rules are all named in one answer.

mod repair;
mod schema;
mod violation;

use std::collections::HashSet;

use axum::{
    extract::{FromRequest, Request},
    http::{HeaderMap, StatusCode, header},
};
use domain::{Code, Error, FieldError, Reason, Result};
use serde::de::DeserializeOwned;
use serde_json::Value;
use utoipa::ToSchema;

use super::problem::Problem;
use crate::{http::limits::whole, state::AppState};

/// A body of this type can be judged as a whole.
pub(crate) trait Draft: DeserializeOwned + ToSchema + Send + 'static {
    /// The domain's own rules, as far as they need no database.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every invalid field.
    fn judge(self) -> Result<()>;

    /// Fields of an older version of this body: name, and what to do instead.
    const MOVED: &'static [(&'static str, Moved)] = &[];
}

/// Where a field of an older version went.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Moved {
    /// It is not part of this any more.
    Away {
        /// Of what it was part.
        from: &'static str,
        /// What to do instead.
        instead: &'static str,
    },
    /// It was not needed then.
    NowRequired {
        /// What to do.
        instead: &'static str,
    },
}

/// A JSON body, not yet checked by the domain's rules: the use case does that. When the body has
/// other faults, they and the broken rules are answered together.
#[derive(Debug)]
pub(crate) struct Body<T>(pub(crate) T);

impl<T: Draft> FromRequest<AppState> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &AppState) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        if !is_json(&parts.headers) {
            let reason = Reason::new(Code::UnsupportedMediaType).with("expected", "application/json");
            return Err(Problem::http(StatusCode::UNSUPPORTED_MEDIA_TYPE, reason));
        }
        Ok(Self(read(&whole(&parts, body).await?)?))
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let text = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let essence = text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json" || (essence.starts_with("application/") && essence.ends_with("+json"))
}

/// Times that a body is read again after mending what serde stopped at.
const ROUNDS: usize = 20;

fn read<T: Draft>(bytes: &[u8]) -> Result<T> {
    let mut value: Value = serde_json::from_slice(bytes)
        .map_err(|e| Error::Malformed(Reason::new(Code::MalformedBody).with("detail", e)))?;
    let schema = schema::of::<T>()?;
    let mut faults = schema.violations(&value, T::MOVED);
    repair::mend(schema, &mut value, &faults.list);
    let mut read = None;
    // Nothing can be put in the place of the whole body.
    let rounds = if faults.list.iter().any(|f| f.path.is_empty()) { 0 } else { ROUNDS };
    for _ in 0..rounds {
        match serde_path_to_error::deserialize::<_, T>(&value) {
            Ok(body) => {
                read = Some(body);
                break;
            }
            Err(error) => {
                let (path, reason) = violation::of_serde(&error);
                if !faults.add(path, reason) {
                    break;
                }
                repair::mend(schema, &mut value, faults.list.last().map_or(&[], std::slice::from_ref));
            }
        }
    }
    let mut errors: Vec<_> =
        faults.list.iter().map(|f| FieldError { field: f.field(), reason: f.reason.clone() }).collect();
    match read {
        Some(body) if errors.is_empty() => return Ok(body),
        // What is left of the body once its faults are mended may break rules of the domain as well.
        Some(body) => {
            if let Err(Error::Invalid(more)) = body.judge() {
                let known: HashSet<_> = errors.iter().map(|e| e.field.clone()).collect();
                errors.extend(more.into_iter().filter(|e| !known.contains(&e.field)));
            }
        }
        None => {}
    }
    Err(Error::Invalid(errors))
}

#[cfg(test)]
mod tests;
