//! Who is looking, and what the form before left for this page. The transport puts it together
//! before rendering; the browser takes the same value over when it hydrates.

mod page_data;

use chrono::{DateTime, Utc};
use domain::{
    Timestamp,
    id::UserId,
    role::{PlatformRole, Role},
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use serde::{Deserialize, Serialize};

use crate::flash::{Flash, Secret};

/// The visitor's session, as a page needs it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Who is signed in.
    pub me: Option<Me>,
    /// Left by the form before.
    pub flash: Flash,
    /// When the page was rendered: relative times start from here, so that server and browser agree.
    pub now: DateTime<Utc>,
    /// The request that rendered the page.
    pub request_id: String,
}

/// The person who is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    /// Their id.
    pub id: UserId,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Their role under operator.
    pub platform_role: PlatformRole,
    /// Tenants they belong to, by slug.
    pub tenants: Vec<MyTenant>,
}

/// A tenant the visitor belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MyTenant {
    /// As in URLs.
    pub slug: String,
    /// For people.
    pub name: String,
    /// Their role in it.
    pub role: Role,
    /// Whether it offers APIs.
    pub is_provider: bool,
    /// Whether it uses APIs.
    pub is_customer: bool,
}

impl Me {
    /// Whether the operator portal is theirs to see.
    pub fn is_operator(&self) -> bool {
        self.platform_role != PlatformRole::None
    }

    /// Whether they may change things under operator.
    pub fn may_operate(&self) -> bool {
        self.platform_role == PlatformRole::Admin
    }

    /// The tenants whose provider portal is theirs.
    pub fn provider_tenants(&self) -> impl Iterator<Item = &MyTenant> {
        self.tenants.iter().filter(|t| t.is_provider)
    }

    /// Whether they may change things in a tenant.
    pub fn may_edit(&self, slug: &str) -> bool {
        self.tenants.iter().any(|t| t.slug == slug && t.role != Role::Viewer)
    }

    /// Where `/` sends them.
    pub fn home(&self) -> String {
        match self.provider_tenants().next() {
            Some(tenant) if !self.is_operator() => format!("/provider/{}", tenant.slug),
            _ if self.is_operator() => "/operator/clusters".to_owned(),
            _ => "/account".to_owned(),
        }
    }
}

/// The session with the path it was rendered for.
#[derive(Debug, Clone)]
struct Rendered {
    session: StoredValue<Session>,
    path: StoredValue<String>,
}

impl Rendered {
    /// What the form before left belongs to the page it was rendered for: a page that the visitor goes
    /// on to, or this one when they come back, never shows it again.
    fn forget_elsewhere(&self, here: &str) {
        if self.path.with_value(|path| path != here) {
            self.session.update_value(|session| session.flash = Flash::default());
        }
    }
}

/// Makes the session known to every component. Called once, inside the router.
pub(crate) fn provide_session() {
    let session = SharedValue::new(of_request).into_inner();
    let path = use_location().pathname;
    let secret = session.flash.secret.clone();
    let rendered =
        Rendered { session: StoredValue::new(session), path: StoredValue::new(path.get_untracked()) };
    provide_context(rendered.clone());
    Effect::new(move |_| path.with(|here| rendered.forget_elsewhere(here)));
    if let Some(secret) = secret {
        page_data::forget(secret.value);
    }
}

#[cfg(feature = "ssr")]
fn of_request() -> Session {
    crate::server_context::session()
}

#[cfg(not(feature = "ssr"))]
fn of_request() -> Session {
    let now = Timestamp::UNIX_EPOCH;
    Session { me: None, flash: Flash::default(), now, request_id: String::new() }
}

fn read<T>(part: impl FnOnce(&Session) -> T) -> T {
    expect_context::<Rendered>().session.with_value(part)
}

/// Who is signed in.
pub fn me() -> Option<Me> {
    read(|session| session.me.clone())
}

/// When the page was rendered.
pub fn rendered_at() -> Timestamp {
    read(|session| session.now)
}

/// The request that rendered the page.
pub fn request_id() -> String {
    read(|session| session.request_id.clone())
}

/// What the form before left, unless the visitor has gone on to another page since.
pub fn flash() -> Flash {
    let here = use_location().pathname.get_untracked();
    let rendered = expect_context::<Rendered>();
    rendered.forget_elsewhere(&here);
    rendered.session.with_value(|session| session.flash.clone())
}

/// The secret the form before made, if it is for this purpose.
pub fn secret(purpose: &str) -> Option<Secret> {
    flash().secret.filter(|secret| secret.purpose == purpose)
}
