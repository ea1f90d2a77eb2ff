//! What publishing changes: each manifest with its fate, changed ones line by line.

use leptos::prelude::*;

use crate::{
    api::manifest_diff::{DiffLine, Fate, ItemDiff, ManifestDiff},
    components::{Badge, CodeBlock, Icon, IconName, Tone},
    i18n::tr,
    words::Words as _,
};

/// All items in the order of applying, with a summary.
#[component]
pub fn Diff(items: Vec<ItemDiff>) -> impl IntoView {
    let manifests = || items.iter().flat_map(|item| &item.manifests);
    let count = |fate: Fate| manifests().filter(|manifest| manifest.fate == fate).count();
    let summary = if items.iter().any(|item| item.changed) {
        tr!(
            diff.summary,
            new = count(Fate::New),
            changed = count(Fate::Changed),
            removed = count(Fate::Removed),
            unchanged = count(Fate::Unchanged)
        )
    } else {
        tr!(diff.none).to_owned()
    };
    let items = items.into_iter().map(|item| view! { <Item item /> }).collect_view();
    view! { <p class="diff-summary">{summary}</p> {items} }
}

#[component]
fn Item(item: ItemDiff) -> impl IntoView {
    let all_new = item.manifests.iter().all(|manifest| manifest.fate == Fate::New);
    let (tone, text) = match (item.changed, all_new) {
        (false, _) => (Tone::Quiet, tr!(wizard.unchanged)),
        (true, true) => (Tone::Good, tr!(wizard.new)),
        (true, false) => (Tone::Busy, tr!(wizard.changed)),
    };
    let manifests = item.manifests.into_iter().map(|manifest| view! { <Manifest manifest /> }).collect_view();
    view! {
        <details class="fold" open=item.changed>
            <summary><Icon name=IconName::Chevron />{item.key.kind.words()}<Badge tone text /></summary>
            <div class="manifests">{manifests}</div>
        </details>
    }
}

#[component]
fn Manifest(manifest: ManifestDiff) -> impl IntoView {
    let (tone, text) = match manifest.fate {
        Fate::Unchanged => (Tone::Quiet, tr!(wizard.unchanged)),
        Fate::Changed => (Tone::Busy, tr!(wizard.changed)),
        Fate::New => (Tone::Good, tr!(wizard.new)),
        Fate::Removed => (Tone::Bad, tr!(diff.going)),
    };
    let ManifestDiff { kind, name, fate, yaml, lines } = manifest;
    let label = format!("{kind} {name}");
    let whole = view! { <CodeBlock text=yaml label=label.clone() tall=true /> };
    let body = if fate == Fate::Changed {
        view! {
            <Lines lines label=tr!(diff.lines, name = label) />
            <details class="fold"><summary><Icon name=IconName::Chevron />{tr!(diff.whole)}</summary>{whole}</details>
        }
        .into_any()
    } else {
        whole.into_any()
    };
    view! {
        <details class="fold manifest" open=fate == Fate::Changed || fate == Fate::New>
            <summary>
                <Icon name=IconName::Chevron /><span>{kind} " " <code>{name}</code></span><Badge tone text />
            </summary>
            {body}
        </details>
    }
}

/// A sign stands before each line, so that colour is never the only one; screen readers hear it in
/// words.
#[component]
fn Lines(lines: Vec<DiffLine>, label: String) -> impl IntoView {
    let lines = lines.into_iter().map(|line| {
        let (class, sign, spoken, text) = match line {
            DiffLine::Same(text) => ("diff-line", " ", "", text),
            DiffLine::Added(text) => ("diff-line diff-added", "+", tr!(diff.added), text),
            DiffLine::Removed(text) => ("diff-line diff-removed", "−", tr!(diff.removed), text),
            DiffLine::Gap => ("diff-line diff-gap", "⋯", tr!(diff.gap), String::new()),
        };
        view! {
            <li class=class>
                <span class="diff-sign" aria-hidden="true">{sign}</span>
                {(!spoken.is_empty()).then(|| view! { <span class="sr-only">{spoken}" "</span> })}
                <code>{text}</code>
            </li>
        }
    });
    let lines = lines.collect_view();
    view! { <div class="diff" tabindex="0" role="region" aria-label=label><ul>{lines}</ul></div> }
}
