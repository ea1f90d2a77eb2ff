//! A list with nothing in it says what to do next.

use leptos::prelude::*;

/// What is missing, why one wants it, and the action that makes it (as children).
#[component]
pub fn Empty(
    #[prop(into)] title: String,
    #[prop(into)] text: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <p class="empty-title">{title}</p>
            <p class="empty-text">{text}</p>
            {children.map(|actions| view! { <div class="actions">{actions()}</div> })}
        </div>
    }
}
