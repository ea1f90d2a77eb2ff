//! A word of success after a form, in the corner of the page that follows it.

use leptos::prelude::*;

use crate::{flash::Notice, i18n::tr, session};

/// What was done, if something was.
#[component]
pub fn Toast() -> impl IntoView {
    let text = session::flash().notice.map(words);
    // Announced even when it is there from the start: the region exists either way.
    view! { <div class="toaster" role="status">{text.map(|text| view! { <p class="toast-text">{text}</p> })}</div> }
}

fn words(notice: Notice) -> &'static str {
    match notice {
        Notice::Created => tr!(notice.created),
        Notice::Saved => tr!(notice.saved),
        Notice::Deleted => tr!(notice.deleted),
        Notice::Revoked => tr!(notice.revoked),
        Notice::Published => tr!(notice.published),
        Notice::Withdrawing => tr!(notice.withdrawing),
        Notice::SignedOut => tr!(notice.signed_out),
        Notice::SessionsEnded => tr!(notice.sessions_ended),
    }
}
