//! A status in one word. Its colour means the same on every page.

use leptos::prelude::*;

/// What a colour means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Works: live, online, active.
    Good,
    /// On its way: publishing, withdrawing, pending.
    Busy,
    /// Works, with something to look at: degraded, stale, maintenance.
    Careful,
    /// Does not work: failed, revoked.
    Bad,
    /// Nothing there, by intention or not yet: draft, offline, withdrawn.
    Quiet,
}

impl Tone {
    const fn class(self) -> &'static str {
        match self {
            Self::Good => "mark mark-good",
            Self::Busy => "mark mark-busy",
            Self::Careful => "mark mark-careful",
            Self::Bad => "mark mark-bad",
            Self::Quiet => "mark mark-quiet",
        }
    }
}

/// A status: a coloured dot and a word, so that colour is never the only sign.
#[component]
pub fn Badge(tone: Tone, #[prop(into)] text: String) -> impl IntoView {
    view! { <span class=tone.class()>{text}</span> }
}
