//! A word of success after a form, in the corner of the page that follows it.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::{flash::Notice, i18n::tr, session};

/// What was done, if something was.
#[component]
pub fn Toast() -> impl IntoView {
    let path = use_location().pathname;
    // Gone with the page it followed on, which the frame around pages outlives.
    let text = move || {
        path.track();
        let notice = session::flash().notice;
        notice.and_then(words).map(|text| view! { <p class="toast-text">{text}</p> })
    };
    // Announced even when it is there from the start: the region exists either way.
    view! { <div class="toaster" role="status">{text}</div> }
}

fn words(notice: Notice) -> Option<&'static str> {
    Some(match notice {
        Notice::Created => tr!(notice.created),
        Notice::Saved => tr!(notice.saved),
        Notice::Deleted => tr!(notice.deleted),
        Notice::Revoked => tr!(notice.revoked),
        Notice::Published => tr!(notice.published),
        Notice::Withdrawing => tr!(notice.withdrawing),
        Notice::Forgotten => tr!(notice.forgotten),
        Notice::SignedOut => tr!(notice.signed_out),
        Notice::SessionsEnded => tr!(notice.sessions_ended),
        Notice::PasswordChanged => tr!(notice.password_changed),
        // The login page says so itself, and longer.
        Notice::SessionEnded => return None,
    })
}
