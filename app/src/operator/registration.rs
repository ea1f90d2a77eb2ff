//! How another agent joins a cluster: a token that is shown once, and those that wait.

use domain::{
    page::Page,
    registration_token::{RegistrationToken, RegistrationTokenState},
};
use leptos::{prelude::*, server_fn::ServerFn as _};

use crate::{
    api::registration_token::{CreateRegistrationToken, REGISTRATION_TOKEN, RevokeRegistrationToken},
    components::{
        Actor, Cell, CodeBlock, Confirm, Disclosure, Form, FormState, Pagination, Section, Submit, Table,
        TextField, When,
    },
    i18n::tr,
    session,
    words::Status as _,
};

/// The new token, the tokens, and the form for another.
#[component]
pub fn Registration(cluster: String, tokens: Page<RegistrationToken>, server: String) -> impl IntoView {
    let first = tokens.items.is_empty();
    let new = session::secret(REGISTRATION_TOKEN).map(|secret| {
        let command = format!(
            "imp-agent run --server {server} --token {} --state-dir ./imp-agent --target directory --directory ./manifests",
            secret.value
        );
        view! { <NewToken command token=secret.value /> }
    });
    let hidden = vec![("cluster", cluster.clone())];
    let open = first || FormState::is_refused(CreateRegistrationToken::PATH, &hidden);
    let list = (!first).then(|| view! { <Tokens cluster=cluster.clone() tokens /> });
    view! {
        <Section title=tr!(registration.title) lead=tr!(registration.lead)>
            {new}
            {list}
            <Disclosure label=tr!(registration.create) open class="btn btn-sm btn-primary">
                <Form action=CreateRegistrationToken::PATH hidden>
                    <div class="columns">
                        <TextField
                            name="agent_name" label=tr!(registration.agent_name) hint=tr!(common.name_hint) mono=true
                            placeholder="agent-1"
                        />
                        <TextField
                            name="lifetime_minutes" label=tr!(registration.lifetime) value="60" kind="number"
                            hint=tr!(registration.lifetime_hint)
                        />
                    </div>
                    <Submit label=tr!(registration.create) />
                </Form>
            </Disclosure>
        </Section>
    }
}

/// The secret, once.
#[component]
fn NewToken(command: String, token: String) -> impl IntoView {
    view! {
        <div class="alert alert-success alert-soft once" role="status">
            <div>
                <p><strong>{tr!(registration.made)}</strong></p>
                <p>{tr!(registration.once)}</p>
            </div>
        </div>
        <CodeBlock text=command label=tr!(registration.command) />
        <CodeBlock text=token label=tr!(registration.token) />
    }
}

#[component]
fn Tokens(cluster: String, tokens: Page<RegistrationToken>) -> impl IntoView {
    let Page { items: tokens, next_cursor } = tokens;
    let heads = vec![
        tr!(registration.agent_name),
        tr!(common.status),
        tr!(registration.begins),
        tr!(registration.expires),
        tr!(registration.by),
        "",
    ];
    let rows = tokens.into_iter().map(|token| {
        let pending = token.state == RegistrationTokenState::Pending;
        let revoke = pending.then(|| {
            let hidden = [("cluster", cluster.clone()), ("registration_token", token.id.to_string())];
            view! {
                <Confirm
                    label=tr!(registration.revoke) action=RevokeRegistrationToken::PATH hidden=hidden.to_vec() name=""
                    consequence=tr!(registration.revoke_text, name = token.agent_name)
                />
            }
        });
        view! {
            <tr>
                <Cell head=tr!(registration.agent_name)><strong>{token.agent_name}</strong></Cell>
                <Cell head=tr!(common.status)>{token.state.badge()}</Cell>
                <Cell head=tr!(registration.begins)><code>{token.prefix}"…"</code></Cell>
                <Cell head=tr!(registration.expires) blank=!pending>{pending.then(|| view! { <When at=token.expires_at /> })}</Cell>
                <Cell head=tr!(registration.by)><Actor name=token.created_by /></Cell>
                <Cell head="">{revoke}</Cell>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! { <Table label=tr!(registration.title) heads>{rows}</Table> <Pagination next=next_cursor name="tokens" /> }
}
