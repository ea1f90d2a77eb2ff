//! The operator portal: who runs clusters and agents.

pub mod cluster_detail;
pub mod cluster_edit;
mod cluster_fields;
mod cluster_life;
pub mod cluster_list;
pub mod cluster_new;
mod deployments;
pub mod pages;
mod registration;

use leptos::prelude::*;
use leptos_router::components::{Outlet, Redirect};

use crate::{
    components::{Frame, IconName, NavItem},
    i18n::tr,
    not_found::NotFound,
    session,
};

/// The portal's frame; for everybody else there is no such portal.
#[component]
pub fn Operator() -> impl IntoView {
    if !session::me().is_some_and(|me| me.is_operator()) {
        return view! { <NotFound /> }.into_any();
    }
    let items = vec![NavItem::new(tr!(nav.clusters), "/operator/clusters", IconName::Cluster)];
    view! { <Frame title=tr!(nav.operator) items><Outlet /></Frame> }.into_any()
}

/// Whether the visitor may change things under operator.
fn may_operate() -> bool {
    session::me().is_some_and(|me| me.may_operate())
}

/// `/operator`: the first page of the portal.
#[component]
pub fn Start() -> impl IntoView {
    view! { <Redirect path="/operator/clusters" /> }
}

/// Where this portal listens for changes.
fn changes() -> Memo<u32> {
    crate::live::changes("/events/operator".to_owned(), vec!["fleet".to_owned()])
}
