//! The variable parts of an address. A text that is no id of the expected kind names nothing: 404.

use std::str::FromStr;

use axum::{
    extract::{FromRequestParts, RawPathParams},
    http::request::Parts,
};
use domain::{Error, Result};

use crate::{api::problem::Problem, state::AppState};

/// The address's parts, in order.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Path<T>(pub(crate) T);

/// Can be read from an address's parts.
pub(crate) trait FromSegments: Sized + Send {
    fn read(segments: &mut dyn Iterator<Item = String>) -> Option<Self>;
}

impl<A: FromStr + Send> FromSegments for (A,) {
    fn read(segments: &mut dyn Iterator<Item = String>) -> Option<Self> {
        Some((segments.next()?.parse().ok()?,))
    }
}

impl<A: FromStr + Send, B: FromStr + Send> FromSegments for (A, B) {
    fn read(segments: &mut dyn Iterator<Item = String>) -> Option<Self> {
        Some((segments.next()?.parse().ok()?, segments.next()?.parse().ok()?))
    }
}

impl<T: FromSegments> FromRequestParts<AppState> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let absent = || Error::not_found("resource");
        let raw = RawPathParams::from_request_parts(parts, state).await.map_err(|_| absent())?;
        let mut segments = raw.iter().map(|(_, value)| value.to_owned());
        Ok(Self(T::read(&mut segments).ok_or_else(absent)?))
    }
}
