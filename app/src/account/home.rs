//! `/`: sends people where they belong.

use leptos::prelude::*;
use leptos_router::components::Redirect;

use crate::session;

/// A redirect to the visitor's portal, or to signing in.
#[component]
pub fn Home() -> impl IntoView {
    let to = session::me().map_or_else(|| "/login".to_owned(), |me| me.home());
    view! { <Redirect path=to /> }
}
