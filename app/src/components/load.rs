//! Data on its way: a skeleton while it loads, words when it cannot.

use domain::Error;
use leptos::prelude::*;
use serde::{Serialize, de::DeserializeOwned};

use super::{Icon, IconName};
use crate::{
    error::{Answer, AppError},
    i18n::tr,
};

/// Shows what a resource holds. While it loads again, what was there stays.
#[component]
pub fn Load<T, V>(
    resource: Resource<Answer<T>>,
    /// Turns the data into a view.
    view: fn(T) -> V,
) -> impl IntoView
where
    T: Clone + Send + Sync + Serialize + DeserializeOwned + 'static,
    V: IntoView + 'static,
{
    let shown = move || {
        Suspend::new(async move {
            match resource.await {
                Ok(data) => view(data).into_any(),
                Err(error) => view! { <ErrorPanel error /> }.into_any(),
            }
        })
    };
    view! { <Transition fallback=Skeleton>{shown}</Transition> }
}

/// The shape of content to come.
#[component]
fn Skeleton() -> impl IntoView {
    view! {
        <div class="skeletons" aria-busy="true" aria-label=tr!(common.loading)>
            <div class="skeleton"></div>
            <div class="skeleton"></div>
            <div class="skeleton"></div>
        </div>
    }
}

/// An error in words, with the id to quote.
#[component]
pub fn ErrorPanel(error: AppError) -> impl IntoView {
    set_status(&error.error);
    let id = error.request_id.clone();
    let signed_out = matches!(error.error, Error::Unauthenticated(_));
    view! {
        <div class="alert alert-error alert-soft" role="alert">
            <Icon name=IconName::Warning />
            <div>
                <p>{error.words()}</p>
                {(!id.is_empty()).then(|| view! { <p class="quiet">{tr!(error.request_id, id = id)}</p> })}
                {signed_out.then(|| view! { <a class="link" href="/login">{tr!(login.submit)}</a> })}
            </div>
        </div>
    }
}

/// The page's status follows what it shows.
#[cfg(feature = "ssr")]
pub fn set_status(error: &Error) {
    use http::StatusCode;
    let status = match error {
        Error::Malformed(_) => StatusCode::BAD_REQUEST,
        Error::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Error::Unauthenticated(_) => StatusCode::UNAUTHORIZED,
        Error::Forbidden(_) => StatusCode::FORBIDDEN,
        Error::NotFound(_) => StatusCode::NOT_FOUND,
        Error::Conflict(_) => StatusCode::CONFLICT,
        Error::Precondition(_) => StatusCode::PRECONDITION_FAILED,
        Error::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
        Error::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
        Error::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    };
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(status);
    }
}

#[cfg(not(feature = "ssr"))]
pub fn set_status(_: &Error) {}
