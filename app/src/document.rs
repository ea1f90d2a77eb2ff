//! What every document begins with, whether the portals or a plain error are in it.

use leptos::prelude::*;
use leptos_meta::HashedStylesheet;

/// The part of `<head>` that does not depend on the page.
#[component]
pub fn Head(options: LeptosOptions) -> impl IntoView {
    view! {
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
        <HashedStylesheet options />
    }
}
