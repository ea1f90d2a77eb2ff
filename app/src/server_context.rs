//! What a server function knows of the request it answers. The transport provides one
//! [`RequestContext`] to pages, server functions and the fallback alike.

use domain::{Error, Result, Timestamp};
use leptos::prelude::*;
use services::{Caller, TenantAccess, Who};

use crate::{
    flash::{Flash, FlashJar, Notice},
    session::{Me, Session},
};

/// One request, as its transport has authenticated it.
#[derive(Debug, Clone)]
pub struct RequestContext {
    /// Who asks.
    pub who: Who,
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
        Some(r) => Session { me: r.me, flash: r.flash.take(), now: r.now, request_id: r.request_id },
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

/// Sends the visitor to a page, with a word of success.
pub fn go(to: &str, notice: Notice) {
    if let Some(request) = request() {
        request.flash.notice(notice);
    }
    leptos_axum::redirect(to);
}

/// Leaves a secret for the page that follows, to be shown once.
pub fn leave_secret(purpose: &str, value: String) {
    if let Some(request) = request() {
        request.flash.secret(purpose, value);
    }
}
