//! Data on its way: a skeleton while it loads, words when it cannot.

use domain::{Code, Error};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;
use serde::{Serialize, de::DeserializeOwned};

use super::{Icon, IconName, RequestId};
use crate::{
    error::{Answer, AppError},
    i18n::tr,
    path::query_string,
};

/// Shows what a resource holds. While it loads again, what was there stays.
#[component]
pub fn Load<T, V, F>(
    resource: Resource<Answer<T>>,
    /// Turns the data into a view.
    view: F,
) -> impl IntoView
where
    T: Clone + Send + Sync + Serialize + DeserializeOwned + 'static,
    V: IntoView + 'static,
    F: Fn(T) -> V + Clone + Send + Sync + 'static,
{
    let shown = move || {
        let view = view.clone();
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

/// A page that changes things, for somebody who may only look.
#[component]
pub fn NotAllowed() -> impl IntoView {
    view! { <ErrorPanel error=AppError::of_page(Error::Forbidden(Code::Forbidden.into())) /> }
}

/// The way back to this page for somebody whose session has ended.
#[component]
pub fn SignIn() -> impl IntoView {
    let location = use_location();
    let href = move || {
        let (path, search) = (location.pathname.get(), location.search.get());
        let here = if search.is_empty() { path } else { format!("{path}?{search}") };
        format!("/login{}", query_string([("next", here.as_str())]))
    };
    view! { <a class="link" href=href rel="external">{tr!(login.submit)}</a> }
}

/// The same page once more, from the server.
#[component]
fn TryAgain() -> impl IntoView {
    let location = use_location();
    let href = move || match location.search.get() {
        search if search.is_empty() => location.pathname.get(),
        search => format!("{}?{search}", location.pathname.get()),
    };
    view! { <a class="link" href=href rel="external">{tr!(error.try_again)}</a> }
}

/// An error in words, with the id to quote and a way on.
#[component]
pub fn ErrorPanel(error: AppError) -> impl IntoView {
    let id = error.request_id.clone();
    // The same address may answer another time; what is refused or missing stays so.
    let way_on = match error.error {
        Error::Unauthenticated(_) => view! { <SignIn /> }.into_any(),
        Error::Unavailable(_) | Error::Internal => view! { <TryAgain /> }.into_any(),
        _ => view! { <a class="link" href="/" rel="external">{tr!(not_found.home)}</a> }.into_any(),
    };
    view! {
        <Title text=tr!(error.title) />
        <div class="alert alert-error alert-soft failed" role="alert">
            <Icon name=IconName::Warning />
            <div>
                <h1 class="text-base font-semibold">{tr!(error.title)}</h1>
                <p>{error.words()}</p>
                <RequestId id />
                {way_on}
            </div>
        </div>
    }
}
