//! Where the visitor is signed in.

use domain::{page::Page, session::Session};
use leptos::{prelude::*, server_fn::ServerFn as _};

use crate::{
    api::session::{EndOtherSessions, EndSession, list_sessions},
    components::{Badge, Cell, Confirm, Load, Pagination, Section, Table, Tone, When},
    i18n::tr,
    path::query,
};

/// All sessions; each other one can be ended.
#[component]
pub fn Sessions() -> impl IntoView {
    let cursor = query("sessions");
    let sessions = Resource::new(move || cursor.get(), list_sessions);
    view! {
        <Section title=tr!(sessions.title) lead=tr!(sessions.lead)>
            <Load resource=sessions view={|sessions: Page<Session>| view! { <List sessions /> }} />
        </Section>
    }
}

#[component]
fn List(sessions: Page<Session>) -> impl IntoView {
    let Page { items: sessions, next_cursor } = sessions;
    let others = sessions.iter().any(|session| !session.current) || next_cursor.is_some();
    let heads =
        vec![tr!(sessions.browser), tr!(sessions.address), tr!(sessions.begun), tr!(sessions.seen), ""];
    let rows = sessions.into_iter().map(row).collect_view();
    view! {
        <Table label=tr!(sessions.title) heads>{rows}</Table>
        <Pagination next=next_cursor name="sessions" />
        {others.then(|| view! {
            <Confirm
                label=tr!(sessions.end_others) action=EndOtherSessions::PATH hidden=Vec::new() name=""
                consequence=tr!(sessions.end_others_text)
            />
        })}
    }
}

fn row(session: Session) -> impl IntoView {
    let end = if session.current {
        view! { <Badge tone=Tone::Good text=tr!(sessions.this) /> }.into_any()
    } else {
        view! {
            <Confirm
                label=tr!(sessions.end) action=EndSession::PATH hidden=vec![("session", session.id.to_string())] name=""
                consequence=tr!(sessions.end_text, browser = browser(&session.user_agent))
            />
        }
        .into_any()
    };
    view! {
        <tr>
            <Cell head=tr!(sessions.browser)>{browser(&session.user_agent)}</Cell>
            <Cell head=tr!(sessions.address)><code>{session.address}</code></Cell>
            <Cell head=tr!(sessions.begun)><When at=session.created_at /></Cell>
            <Cell head=tr!(sessions.seen)><When at=session.touched_at /></Cell>
            <Cell head="">{end}</Cell>
        </tr>
    }
}

/// Browser and system, as far as the agent string tells; browsers that pretend to be others come
/// first.
fn browser(agent: &str) -> String {
    let name = [("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")];
    let system = [
        ("Android", "Android"),
        ("iPhone", "iOS"),
        ("iPad", "iOS"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ];
    let find =
        |list: &[(&str, &'static str)]| list.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, n)| *n);
    match (find(&name), find(&system)) {
        (Some(name), Some(system)) => format!("{name}, {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => agent.chars().take(40).collect(),
    }
}
