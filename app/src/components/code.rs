//! Text to be copied: commands, secrets, manifests.

use leptos::prelude::*;

use super::CopyButton;

/// Preformatted text with a button that copies it.
#[component]
pub fn CodeBlock(
    #[prop(into)] text: String,
    /// What it is, for screen readers.
    #[prop(into)]
    label: String,
    /// Longer texts scroll within themselves.
    #[prop(optional)]
    tall: bool,
) -> impl IntoView {
    let class = if tall { "code code-tall" } else { "code" };
    view! {
        <div class=class>
            <pre tabindex="0" role="region" aria-label=label><code>{text.clone()}</code></pre>
            <CopyButton text />
        </div>
    }
}
