//! The wizard's last step: what will be sent, as YAML, and sending it.

use domain::product_publish::{PreviewItem, ProductPublish, PublishPreview};
use leptos::{prelude::*, server_fn::ServerFn as _};

use super::{
    tenant,
    wizard::{Wizard, hidden, step},
};
use crate::{
    api::{
        product_publish::SendPublish,
        publish_wizard::{Review, get_review},
    },
    components::{Badge, CodeBlock, Fact, Facts, Form, Icon, IconName, Load, Submit, TextField, Tone},
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
            let rest = match data.preview {
                Ok(preview) => view! { <Preview preview publish=publish.clone() /> }.into_any(),
                Err(error) => view! { <Obstacles error publish=publish.clone() /> }.into_any(),
            };
            view! { <Wizard publish=Some(publish.clone()) current=4><Summary publish />{rest}</Wizard> }
        }} />
    }
}

#[component]
fn Summary(publish: ProductPublish) -> impl IntoView {
    let ProductPublish { spec, names, .. } = publish;
    let addresses = spec
        .hostnames
        .iter()
        .map(|host| view! { <code class="line">{format!("{host}{}", spec.base_path)}</code> });
    let addresses = addresses.collect_view();
    view! {
        <Facts>
            <Fact name=tr!(products.product)>{names.product}</Fact>
            <Fact name=tr!(publishes.cluster)>{names.cluster}</Fact>
            <Fact name=tr!(publishes.environment)>{spec.environment.words()}</Fact>
            <Fact name=tr!(gateways.gateway)>{names.gateway}</Fact>
            <Fact name=tr!(publishes.address)>{addresses}</Fact>
            <Fact name=tr!(wizard.auth)>{spec.auth_mode.words()}</Fact>
        </Facts>
    }
}

/// What keeps it from being sent, with the step that mends it.
#[component]
fn Obstacles(error: AppError, publish: ProductPublish) -> impl IntoView {
    let mends = |field: &str| match field.split(['[', '.']).next().unwrap_or_default() {
        "gateway_id" | "hostnames" | "base_path" => "place",
        "api_services" => "services",
        "plans" | "auth_mode" | "auth_config" | "visibility" => "access",
        _ => "start",
    };
    let fields = error.error.fields().iter().map(|e| {
        let href = step(&publish, mends(&e.field));
        view! { <li>{reason(&e.reason)} " " <a class="link" href=href>{tr!(wizard.mend)}</a></li> }
    });
    let fields = fields.collect_view();
    view! {
        <div class="alert alert-warning alert-soft" role="alert">
            <Icon name=IconName::Warning />
            <div><p><strong>{tr!(wizard.obstacles)}</strong></p><p>{error.words()}</p><ul class="error-list">{fields}</ul></div>
        </div>
    }
}

/// The manifests, and the button that sends them.
#[component]
fn Preview(preview: PublishPreview, publish: ProductPublish) -> impl IntoView {
    let items = preview.items.into_iter().map(|item| view! { <Item item /> }).collect_view();
    let mut hidden = hidden(&publish);
    hidden.push(("version", publish.version.to_string()));
    view! {
        <div>
            <h2>{tr!(wizard.manifests)}</h2>
            <p class="quiet">{tr!(wizard.manifests_text)}</p>
        </div>
        {items}
        <Form action=SendPublish::PATH hidden>
            <TextField name="note" label=tr!(publishes.note) hint=tr!(publishes.note_hint) />
            <Submit label=tr!(wizard.publish) />
        </Form>
    }
}

#[component]
fn Item(item: PreviewItem) -> impl IntoView {
    let (tone, text) = match (item.changed, item.live_yaml.is_empty()) {
        (false, _) => (Tone::Quiet, tr!(wizard.unchanged)),
        (true, true) => (Tone::Good, tr!(wizard.new)),
        (true, false) => (Tone::Busy, tr!(wizard.changed)),
    };
    let label = format!("{} {}", item.key.kind.words(), item.key.subject);
    view! {
        <details class="fold" open=item.changed>
            <summary><Icon name=IconName::Chevron />{item.key.kind.words()}<Badge tone text /></summary>
            <CodeBlock text=item.yaml label tall=true />
        </details>
    }
}
