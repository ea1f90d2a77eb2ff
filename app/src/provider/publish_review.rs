//! The wizard's last step: what will be sent, beside what the cluster has, and sending it.

use domain::{
    Reason,
    product_publish::{AuthMode, ProductPublish},
};
use leptos::{prelude::*, server_fn::ServerFn as _};

use super::{
    may_edit,
    publish_diff::Diff,
    tenant,
    wizard::{Wizard, hidden, step},
};
use crate::{
    api::{
        manifest_diff::ItemDiff,
        product_publish::{SendPublish, addresses},
        publish_wizard::{Review, get_review},
    },
    components::{Addresses, Fact, Facts, Form, Icon, IconName, Load, RequestId, Submit, TextField, or_none},
    error::AppError,
    i18n::{reason, tr},
    path::param,
    words::Words as _,
};

/// Review and send.
#[component]
pub fn PublishReview() -> impl IntoView {
    let (owner, publish) = (tenant(), param("publish"));
    let data = Resource::new(
        move || (owner.clone(), publish.clone()),
        |(tenant, publish)| get_review(tenant, publish),
    );
    view! {
        <Load resource=data view={|data: Review| {
            let publish = data.publish;
            let rest = match data.items {
                Ok(items) => view! { <Warnings warnings=data.warnings /> <Preview items publish=publish.clone() /> }.into_any(),
                Err(error) => view! { <Obstacles error publish=publish.clone() /> }.into_any(),
            };
            let summary = view! { <Summary publish=publish.clone() services=data.services plans=data.plans /> };
            view! { <Wizard publish=Some(publish) current=4>{summary}{rest}</Wizard> }
        }} />
    }
}

#[component]
fn Summary(publish: ProductPublish, services: Vec<String>, plans: Vec<String>) -> impl IntoView {
    let ProductPublish { spec, names, .. } = publish;
    let addresses = addresses(&spec.hostnames, &spec.base_path);
    // Plans and a key are for callers who are told apart.
    let for_callers = (spec.auth_mode == AuthMode::ApiKey).then(|| {
        view! {
            <Fact name=tr!(wizard.key_header)><code>{spec.auth_config.api_key_header}</code></Fact>
            <Fact name=tr!(products.plans)>{or_none(plans.join(", "))}</Fact>
        }
    });
    view! {
        <Facts>
            <Fact name=tr!(products.product)>{names.product}</Fact>
            <Fact name=tr!(publishes.cluster)>{names.cluster}</Fact>
            <Fact name=tr!(publishes.environment)>{spec.environment.words()}</Fact>
            <Fact name=tr!(gateways.gateway)>{or_none(names.gateway)}</Fact>
            <Fact name=tr!(publishes.address)><Addresses addresses /></Fact>
            <Fact name=tr!(nav.services)>{or_none(services.join(", "))}</Fact>
            <Fact name=tr!(wizard.auth)>{spec.auth_mode.words()}</Fact>
            {for_callers}
            <Fact name=tr!(wizard.visibility)>{spec.visibility.words()}</Fact>
        </Facts>
    }
}

/// The step in which a field is changed, and what the field is called there.
fn mends(field: &str) -> (&'static str, &'static str) {
    match field.split(['[', '.']).next().unwrap_or_default() {
        "gateway_id" => ("place", tr!(gateways.gateway)),
        "hostnames" => ("place", tr!(publishes.hostnames)),
        "base_path" => ("place", tr!(publishes.base_path)),
        "api_services" => ("services", tr!(nav.services)),
        "plans" => ("access", tr!(products.plans)),
        "auth_mode" => ("access", tr!(wizard.auth)),
        "auth_config" => ("access", tr!(wizard.key_header)),
        "visibility" => ("access", tr!(wizard.visibility)),
        "cluster_id" => ("start", tr!(publishes.cluster)),
        "environment" => ("start", tr!(publishes.environment)),
        _ => ("start", tr!(products.product)),
    }
}

/// What keeps it from being sent, with the step that mends it.
#[component]
fn Obstacles(error: AppError, publish: ProductPublish) -> impl IntoView {
    let fields = error.error.fields().iter().map(|e| {
        let (path, label) = mends(&e.field);
        let href = step(&publish, path);
        view! {
            <li><strong>{label}": "</strong>{reason(&e.reason)} " " <a class="link" href=href>{tr!(wizard.mend)}</a></li>
        }
    });
    let fields = fields.collect_view();
    view! {
        <div class="alert alert-warning alert-soft" role="alert">
            <Icon name=IconName::Warning />
            <div><p><strong>{tr!(wizard.obstacles)}</strong></p><p>{error.words()}</p><ul class="error-list">{fields}</ul><RequestId id=error.request_id /></div>
        </div>
    }
}

/// What may surprise those who send it.
#[component]
fn Warnings(warnings: Vec<Reason>) -> impl IntoView {
    let some = !warnings.is_empty();
    let lines = warnings.into_iter().map(|warning| view! { <li>{reason(&warning)}</li> }).collect_view();
    some.then(|| {
        view! {
            <div class="alert alert-warning alert-soft" role="note">
                <Icon name=IconName::Warning />
                <div><p><strong>{tr!(wizard.warnings)}</strong></p><ul class="error-list">{lines}</ul></div>
            </div>
        }
    })
}

/// The manifests, and the button that sends them.
#[component]
fn Preview(items: Vec<ItemDiff>, publish: ProductPublish) -> impl IntoView {
    let mut hidden = hidden(&publish);
    hidden.push(("version", publish.version.to_string()));
    let back = step(&publish, "access");
    let send = may_edit().then(|| {
        view! {
            <Form action=SendPublish::PATH hidden>
                <TextField name="note" label=tr!(publishes.note) hint=tr!(publishes.note_hint) />
                <Submit label=tr!(wizard.publish) back />
            </Form>
        }
    });
    view! {
        <div>
            <h2>{tr!(wizard.manifests)}</h2>
            <p class="quiet">{tr!(wizard.manifests_text)}</p>
        </div>
        <Diff items />
        {send}
    }
}
