//! What a server function answers when it did not happen: the domain's error, with the id under
//! which the logs tell more.

use std::fmt;

use domain::{Code, Error, Reason};
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

use crate::encoding::JsonText;

/// The error of every server function.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppError {
    /// What went wrong.
    pub error: Error,
    /// The same as in logs and in the answer's `x-request-id`; empty when no answer came.
    #[serde(default)]
    pub request_id: String,
}

/// `Result` of a server function.
pub type Answer<T> = Result<T, AppError>;

impl AppError {
    /// A refusal by a page itself. It carries no request's id: the browser draws the page again and has none,
    /// and both have to draw the same.
    pub fn of_page(error: Error) -> Self {
        Self { request_id: String::new(), ..error.into() }
    }

    /// The error's own sentence, in the visitor's language.
    pub fn words(&self) -> String {
        crate::i18n::reason(&self.error.reason())
    }
}

impl From<Error> for AppError {
    fn from(error: Error) -> Self {
        #[cfg(feature = "ssr")]
        crate::server_context::set_status(&error);
        #[cfg(feature = "ssr")]
        let request_id = crate::server_context::request_id();
        #[cfg(not(feature = "ssr"))]
        let request_id = String::new();
        Self { error, request_id }
    }
}

impl FromServerFnError for AppError {
    type Encoder = JsonText;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        use ServerFnErrorErr as E;
        match error {
            E::Args(detail) | E::MissingArg(detail) => {
                Error::Malformed(Reason::new(Code::MalformedBody).with("detail", detail))
            }
            E::Request(_) => Error::Unavailable(Code::Unavailable.into()),
            _ => Error::Internal,
        }
        .into()
    }
}

impl fmt::Display for AppError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.error, f)
    }
}

impl std::error::Error for AppError {}
