//! What a server function knows of the request it answers. The transport provides one
//! [`RequestContext`] to pages, server functions and the fallback alike.

use domain::{
    Code, Error, Reason, Result, Timestamp,
    id::SessionId,
    page::{Page, PageRequest},
};
use http::{StatusCode, request::Parts};
use leptos::prelude::*;
use services::{Caller, Services, TenantAccess, Who};

use crate::{
    flash::{Flash, FlashJar, Notice},
    session::{Me, Session},
};

/// One request, as its transport has authenticated it.
#[derive(Debug, Clone)]
pub struct RequestContext {
    /// The use cases.
    pub services: Services,
    /// Who asks.
    pub who: Who,
    /// Their browser session.
    pub session: Option<SessionId>,
    /// The tenants they belong to.
    pub tenants: Vec<TenantAccess>,
    /// The person, for the page's frame.
    pub me: Option<Me>,
    /// The same as in logs and in `x-request-id`.
    pub request_id: String,
    /// When the request came.
    pub now: Timestamp,
    /// What the form before left, and what this one leaves.
    pub flash: FlashJar,
}

fn request() -> Option<RequestContext> {
    use_context::<RequestContext>()
}

/// The id of the request; empty outside of one (while the list of routes is made).
pub(crate) fn request_id() -> String {
    request().map(|r| r.request_id).unwrap_or_default()
}

/// The session for rendering; takes the flash.
pub(crate) fn session() -> Session {
    match request() {
        Some(r) => {
            let flash = r.flash.take(r.me.as_ref().map(|me| me.id));
            Session { me: r.me, flash, now: r.now, request_id: r.request_id }
        }
        None => Session {
            me: None,
            flash: Flash::default(),
            now: Timestamp::UNIX_EPOCH,
            request_id: String::new(),
        },
    }
}

/// The caller of a use case. `tenant` is the slug in the page's address, or empty where the use case
/// belongs to no tenant.
///
/// # Errors
/// [`Error::NotFound`] when the caller is not a member of the tenant: the two look the same.
pub fn caller(tenant: &str) -> Result<Caller> {
    let request = request().ok_or(Error::Internal)?;
    let access = match tenant {
        "" => None,
        slug => {
            let access = request.tenants.into_iter().find(|t| t.slug == slug);
            Some(access.ok_or(Error::not_found("tenant"))?)
        }
    };
    Ok(Caller { who: request.who, tenant: access, request_id: request.request_id })
}

/// The use cases and who calls them: how every server function begins.
///
/// # Errors
/// [`Error::Unauthenticated`] for nobody, before anything else is looked at: a form that was sent after
/// the session had ended waits for its sender. Otherwise as [`caller`].
pub fn call(tenant: &str) -> Result<(Services, Caller)> {
    let request = request().ok_or(Error::Internal)?;
    if request.who == Who::Anonymous {
        return Err(Error::Unauthenticated(Code::Unauthenticated.into()));
    }
    Ok((request.services, caller(tenant)?))
}

/// The browser session of the request.
pub(crate) fn session_id() -> Option<SessionId> {
    request()?.session
}

/// Now, as the use cases see it.
pub(crate) fn now() -> Timestamp {
    request().map(|r| r.now).unwrap_or_default()
}

/// An id in an address; what is none names nothing.
///
/// # Errors
/// [`Error::NotFound`].
pub(crate) fn id<T: std::str::FromStr>(text: &str, noun: &'static str) -> Result<T> {
    text.parse().map_err(|_| Error::not_found(noun))
}

/// The version a form was filled in from; what is none is stale.
pub(crate) fn version(text: &str) -> i64 {
    text.parse().unwrap_or_default()
}

/// The part of a list after a cursor; from the start without one.
pub(crate) fn after(cursor: String) -> PageRequest {
    PageRequest { limit: None, cursor: Some(cursor).filter(|c| !c.is_empty()) }
}

/// Most things that a form offers to choose from.
const MAX_CHOICES: usize = 1000;

/// What there is to choose from, page by page, and whether there is more than a form can hold.
///
/// # Errors
/// What `list` says.
pub(crate) async fn choices<T, F>(
    services: &Services,
    list: impl Fn(PageRequest) -> F,
) -> Result<(Vec<T>, bool)>
where
    F: Future<Output = Result<Page<T>>>,
{
    let mut request = PageRequest { limit: Some(services.ctx.settings.page_max), cursor: None };
    let mut all = Vec::new();
    loop {
        let page = list(request.clone()).await?;
        all.extend(page.items);
        match page.next_cursor {
            Some(_) if all.len() >= MAX_CHOICES => return Ok((all, true)),
            None => return Ok((all, false)),
            next => request.cursor = next,
        }
    }
}

/// Refuses a destructive form unless the name was typed.
///
/// # Errors
/// [`Error::Invalid`] for the field `confirm`.
pub(crate) fn confirmed(typed: &str, name: &str) -> Result<()> {
    if typed.trim() == name {
        return Ok(());
    }
    Err(Error::field("confirm", Reason::new(Code::Mismatch).with("expected", name)))
}

/// Gives the answer the status of an error: to scripts, and to pages that show it. A posted form is
/// answered with a redirect, which stays one.
pub(crate) fn set_status(error: &Error) {
    let Some(response) = use_context::<leptos_axum::ResponseOptions>() else { return };
    let posted_form = use_context::<Parts>().is_some_and(|parts| {
        let accept = parts.headers.get(http::header::ACCEPT).and_then(|a| a.to_str().ok());
        parts.method == http::Method::POST && accept.is_some_and(|a| a.contains("text/html"))
    });
    if !posted_form {
        response.set_status(status(error));
    }
}

fn status(error: &Error) -> StatusCode {
    match error {
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
    }
}

/// Sends the visitor to a page, with a word of success.
pub fn go(to: &str, notice: Notice) {
    if let Some(request) = request() {
        request.flash.notice(notice);
    }
    leptos_axum::redirect(to);
}

/// Sends the visitor to the next step of something that is not done yet.
pub(crate) fn go_on(to: &str) {
    leptos_axum::redirect(to);
}

/// Leaves a secret for the page that follows, to be shown once.
pub fn leave_secret(purpose: &str, value: String) {
    if let Some(request) = request() {
        request.flash.secret(purpose, value);
    }
}
