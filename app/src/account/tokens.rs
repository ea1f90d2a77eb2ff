//! Access tokens: what scripts sign in with.

use domain::{
    access_token::{AccessToken, SCOPES},
    page::Page,
};
use leptos::{prelude::*, server_fn::ServerFn as _};

use crate::{
    api::access_token::{ACCESS_TOKEN, CreateAccessToken, RevokeAccessToken, list_access_tokens},
    components::{
        Badge, Cell, CheckboxGroup, Choice, CodeBlock, Confirm, Disclosure, Empty, Form, FormState, Load,
        Pagination, Section, Select, Submit, Table, TextField, Tone, When,
    },
    i18n::tr,
    path::query,
    session,
};

/// The new token, the tokens, and the form for another.
#[component]
pub fn Tokens() -> impl IntoView {
    let cursor = query("tokens");
    let tokens = Resource::new(move || cursor.get(), list_access_tokens);
    let new = session::secret(ACCESS_TOKEN).map(|secret| {
        view! {
            <div class="alert alert-success alert-soft" role="status">
                <div><p><strong>{tr!(tokens.made)}</strong></p><p>{tr!(tokens.once)}</p></div>
            </div>
            <CodeBlock text=secret.value label=tr!(tokens.token) />
        }
    });
    view! {
        <Section title=tr!(tokens.title) lead=tr!(tokens.lead)>
            {new}
            <Load resource=tokens view={|tokens: Page<AccessToken>| view! { <List tokens /> }} />
            <Create />
        </Section>
    }
}

#[component]
fn List(tokens: Page<AccessToken>) -> impl IntoView {
    let Page { items: tokens, next_cursor } = tokens;
    if tokens.is_empty() {
        return view! { <Empty title=tr!(tokens.none) text=tr!(tokens.none_text) /> }.into_any();
    }
    let heads = vec![
        tr!(common.name),
        tr!(tokens.scopes),
        tr!(tokens.used),
        tr!(tokens.expires),
        tr!(common.status),
        "",
    ];
    let rows = tokens.into_iter().map(row).collect_view();
    view! { <Table label=tr!(tokens.title) heads>{rows}</Table> <Pagination next=next_cursor name="tokens" /> }.into_any()
}

fn row(token: AccessToken) -> impl IntoView {
    let active = token.is_active(session::rendered_at());
    let (tone, text) = match (active, token.revoked_at) {
        (true, _) => (Tone::Good, tr!(status.active)),
        (false, Some(_)) => (Tone::Bad, tr!(status.revoked)),
        (false, None) => (Tone::Quiet, tr!(status.expired)),
    };
    let scopes =
        token.spec.scopes.iter().map(|s| view! { <span class="tag">{s.clone()}</span> }).collect_view();
    let moment = |at: Option<domain::Timestamp>| match at {
        Some(at) => view! { <When at /> }.into_any(),
        None => view! { <span class="quiet">{tr!(common.never)}</span> }.into_any(),
    };
    let revoke = active.then(|| view! {
        <Confirm
            label=tr!(tokens.revoke) action=RevokeAccessToken::PATH hidden=vec![("access_token", token.id.to_string())]
            name=token.spec.name.clone() consequence=tr!(tokens.revoke_text, name = token.spec.name)
        />
    });
    let tenant = token.spec.tenant.map(|slug| format!(" · {slug}"));
    view! {
        <tr>
            <Cell head=tr!(common.name)>
                <strong>{token.spec.name}</strong>
                <span class="sub mono">{token.prefix}"…"{tenant}</span>
            </Cell>
            <Cell head=tr!(tokens.scopes)><span class="tags">{scopes}</span></Cell>
            <Cell head=tr!(tokens.used)>{moment(token.last_used_at)}</Cell>
            <Cell head=tr!(tokens.expires) blank=!active>{active.then(|| moment(token.spec.expires_at))}</Cell>
            <Cell head=tr!(common.status)><Badge tone text /></Cell>
            <Cell head="">{revoke}</Cell>
        </tr>
    }
}

#[component]
fn Create() -> impl IntoView {
    let tenants = session::me().map(|me| me.tenants).unwrap_or_default();
    let all = [Choice::new("", tr!(tokens.all_tenants), true)];
    let tenants =
        all.into_iter().chain(tenants.into_iter().map(|t| Choice::new(t.slug, t.name, false))).collect();
    let scopes = SCOPES.iter().map(|scope| Choice::new(scope, *scope, false)).collect();
    let days = [
        ("30", tr!(tokens.days_30)),
        ("90", tr!(tokens.days_90)),
        ("365", tr!(tokens.days_365)),
        ("", tr!(common.never)),
    ];
    let days = days.map(|(value, label)| Choice::new(value, label, value == "90")).to_vec();
    view! {
        <Disclosure label=tr!(tokens.create) open=FormState::is_refused(CreateAccessToken::PATH, &[]) class="btn btn-sm btn-primary">
            <Form action=CreateAccessToken::PATH>
                <TextField name="name" label=tr!(common.name) hint=tr!(tokens.name_hint) placeholder=tr!(samples.token) required=true />
                <CheckboxGroup name="scopes[]" label=tr!(tokens.scopes) choices=scopes hint=tr!(tokens.scopes_hint) />
                <div class="columns">
                    <Select name="tenant" label=tr!(account.tenant) choices=tenants />
                    <Select name="days" label=tr!(tokens.expires) choices=days />
                </div>
                <Submit label=tr!(tokens.create) />
            </Form>
        </Disclosure>
    }
}
