//! The steps of a wizard; those behind can be visited again.

use leptos::prelude::*;

use crate::i18n::tr;

/// One step.
#[derive(Debug, Clone)]
pub struct Step {
    /// In a word or two.
    pub title: &'static str,
    /// Where it is; `None` while it cannot be visited yet.
    pub href: Option<String>,
}

/// Where in a wizard the visitor is; `current` counts from 0.
#[component]
pub fn Stepper(steps: Vec<Step>, current: usize) -> impl IntoView {
    let steps = steps.into_iter().enumerate().map(|(i, step)| {
        let class = match i.cmp(&current) {
            std::cmp::Ordering::Less => "step-item step-done",
            std::cmp::Ordering::Equal => "step-item step-here",
            std::cmp::Ordering::Greater => "step-item",
        };
        let inner = view! { <span class="step-number">{i + 1}</span> <span>{step.title}</span> };
        let body = match step.href.filter(|_| i != current) {
            Some(href) => view! { <a href=href rel="external">{inner}</a> }.into_any(),
            None => view! { <span>{inner}</span> }.into_any(),
        };
        view! { <li class=class aria-current=(i == current).then_some("step")>{body}</li> }
    });
    let steps = steps.collect_view();
    view! { <nav aria-label=tr!(common.steps)><ol class="stepper">{steps}</ol></nav> }
}
