//! What people see.

use leptos::prelude::*;

/// The document around every page.
pub fn shell(_options: LeptosOptions) -> impl IntoView {
    view! { <!DOCTYPE html><html lang="en"><head><title>"Imp-Gateway"</title></head><body><App/></body></html> }
}

/// The site map.
#[component]
pub fn App() -> impl IntoView {
    view! { <main>"Imp-Gateway"</main> }
}
