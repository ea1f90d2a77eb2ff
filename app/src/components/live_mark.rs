//! Says whether a page that changes by itself is connected.

use leptos::prelude::*;

use crate::{
    i18n::tr,
    live::{Link, Live},
};

/// "Live" or "reconnecting"; nothing while no page has asked.
#[component]
pub fn LiveMark() -> impl IntoView {
    let link = expect_context::<Live>().link;
    let mark = move || match link.get() {
        Link::Idle => ("live-mark live-idle", ""),
        Link::Live => ("live-mark live-on", tr!(live.live)),
        Link::Reconnecting => ("live-mark live-off", tr!(live.reconnecting)),
    };
    view! { <span class=move || mark().0 role="status">{move || mark().1}</span> }
}
