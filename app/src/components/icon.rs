//! The few icons there are, drawn on a 16 × 16 grid in the text's colour.

use leptos::prelude::*;

/// Which icon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]

pub enum IconName {
    Account,
    Api,
    Check,
    Chevron,
    Cluster,
    Copy,
    Gateway,
    Leave,
    Menu,
    Overview,
    Plus,
    Product,
    Publish,
    Warning,
}

impl IconName {
    const fn path(self) -> &'static str {
        match self {
            Self::Account => {
                "M8 8.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM2.5 14c.6-2.5 2.8-3.5 5.5-3.5s4.9 1 5.5 3.5"
            }
            Self::Api => "M5.5 4 1.5 8l4 4M10.5 4l4 4-4 4",
            Self::Check => "m3 8.5 3.5 3.5L13 4.5",
            Self::Chevron => "m4 6 4 4 4-4",
            Self::Cluster => "M2.5 2.5h11v4h-11zM2.5 9.5h11v4h-11zM5 4.5h.01M5 11.5h.01",
            Self::Copy => "M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3",
            Self::Gateway => "M2 13.5V7a6 6 0 0 1 12 0v6.5M2 13.5h12M6 13.5V9a2 2 0 0 1 4 0v4.5",
            Self::Leave => "M6.5 2.5h-4v11h4M10 5l3 3-3 3M13 8H6",
            Self::Menu => "M2.5 4h11M2.5 8h11M2.5 12h11",
            Self::Overview => "M2.5 2.5h4.5v4.5H2.5zM9 2.5h4.5v4.5H9zM2.5 9h4.5v4.5H2.5zM9 9h4.5v4.5H9z",
            Self::Plus => "M8 3v10M3 8h10",
            Self::Product => "M8 1.5 14 4.5v7l-6 3-6-3v-7zM2 4.5l6 3 6-3M8 7.5v7",
            Self::Publish => "M8 10V2.5M4.5 6 8 2.5 11.5 6M2.5 10.5v3h11v-3",
            Self::Warning => "M8 2 14.5 13.5h-13zM8 6.5v3M8 11.5h.01",
        }
    }
}

/// An icon that only decorates: what it means stands beside it in words.
#[component]
pub fn Icon(name: IconName) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
            <path d=name.path()></path>
        </svg>
    }
}
