//! Says whether a page that changes by itself is connected.

use leptos::prelude::*;

use super::SignIn;
use crate::{
    i18n::tr,
    live::{Link, Live},
};

/// "Live", "reconnecting" or "signed out"; nothing while no page has asked.
#[component]
pub fn LiveMark() -> impl IntoView {
    let link = expect_context::<Live>().link;
    let mark = move || match link.get() {
        Link::Idle => ("live-mark live-idle", ""),
        Link::Live => ("live-mark live-on", tr!(live.live)),
        Link::Reconnecting => ("live-mark live-off", tr!(live.reconnecting)),
        Link::SignedOut => ("live-mark live-off", tr!(live.signed_out)),
    };
    let sign_in = move || (link.get() == Link::SignedOut).then(|| view! { <SignIn /> });
    view! { <span class=move || mark().0 role="status">{move || mark().1} {sign_in}</span> }
}
