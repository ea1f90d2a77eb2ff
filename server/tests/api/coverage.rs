//! Every route of the API × everybody who might ask. A route that is not in [`TABLE`] fails: who may
//! use it has to be decided, not guessed.

use domain::role::{PlatformRole, Role};
use serde_json::{Value, json};

use crate::support::{
    test_app::{Answer, TestApp},
    test_db::{TestDb, both_engines},
};

both_engines! { every_route_and_everybody }

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Needs {
    /// Nothing, or a credential in the body.
    Nobody,
    /// Anybody who has proved who they are.
    Signed,
    /// A person in a browser.
    Person,
    ProviderRead,
    ProviderWrite,
    OperatorRead,
    OperatorWrite,
}

use Needs::{Nobody, OperatorRead, OperatorWrite, Person, ProviderRead, ProviderWrite, Signed};

/// Operations and what they need.
const TABLE: &[(Needs, &[&str])] = &[
    (Nobody, &["healthz", "readyz", "version", "register_agent", "challenge_agent", "refresh_agent_token"]),
    (Signed, &["get_me", "list_access_tokens"]),
    (
        Person,
        &["create_access_token", "revoke_access_token", "list_sessions", "end_session", "end_other_sessions"],
    ),
    (
        ProviderRead,
        &[
            "list_api_services",
            "get_api_service",
            "list_routes",
            "get_route",
            "list_backends",
            "get_backend",
            "list_policies",
            "get_policy",
            "list_gateways",
            "get_gateway",
            "list_products",
            "get_product",
            "list_plans",
            "get_plan",
            "list_cluster_choices",
            "list_product_publishes",
            "get_product_publish",
            "preview_publish",
            "get_publish_status",
            "list_revisions",
            "watch_publish",
        ],
    ),
    (
        ProviderWrite,
        &[
            "create_api_service",
            "replace_api_service",
            "delete_api_service",
            "add_route",
            "replace_route",
            "remove_route",
            "add_backend",
            "replace_backend",
            "remove_backend",
            "add_policy",
            "replace_policy",
            "remove_policy",
            "create_gateway",
            "replace_gateway",
            "delete_gateway",
            "create_product",
            "replace_product",
            "delete_product",
            "create_plan",
            "replace_plan",
            "delete_plan",
            "create_product_publish",
            "replace_product_publish",
            "delete_product_publish",
            "publish",
            "withdraw",
        ],
    ),
    (
        OperatorRead,
        &[
            "list_clusters",
            "get_cluster",
            "list_agents",
            "get_agent",
            "list_registration_tokens",
            "list_tenants",
            "get_tenant",
            "list_users",
            "get_user",
            "list_memberships",
            "get_membership",
            "list_audit_events",
        ],
    ),
    (
        OperatorWrite,
        &[
            "create_cluster",
            "replace_cluster",
            "set_cluster_status",
            "delete_cluster",
            "revoke_agent",
            "create_registration_token",
            "revoke_registration_token",
            "create_tenant",
            "replace_tenant",
            "set_tenant_status",
            "create_user",
            "replace_user",
            "set_user_status",
            "create_membership",
            "set_membership_role",
            "delete_membership",
        ],
    ),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Persona {
    Anonymous,
    /// A bearer token that nobody has issued.
    Forged,
    /// A member of another tenant, with every scope.
    Stranger,
    Viewer,
    Editor,
    Owner,
    /// The editor's token without the scopes of this surface.
    Unscoped,
    PlatformViewer,
    PlatformAdmin,
}

/// What an answer says about the right to ask.
#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    Allowed,
    Unauthenticated,
    Forbidden,
    /// As if the tenant did not exist.
    NoTenant,
}

fn expected(needs: Needs, who: Persona) -> Verdict {
    use Persona as P;
    match (needs, who) {
        (_, P::Forged) => Verdict::Unauthenticated,
        (Nobody, _) => Verdict::Allowed,
        (_, P::Anonymous) => Verdict::Unauthenticated,
        (Signed, _) => Verdict::Allowed,
        (Person, _) => Verdict::Forbidden,
        (ProviderRead | ProviderWrite, P::Stranger | P::PlatformViewer | P::PlatformAdmin) => {
            Verdict::NoTenant
        }
        (ProviderRead | ProviderWrite, P::Unscoped) | (ProviderWrite, P::Viewer) => Verdict::Forbidden,
        (ProviderRead | ProviderWrite, _) => Verdict::Allowed,
        (OperatorRead, P::PlatformViewer | P::PlatformAdmin) | (OperatorWrite, P::PlatformAdmin) => {
            Verdict::Allowed
        }
        (OperatorRead | OperatorWrite, _) => Verdict::Forbidden,
    }
}

fn verdict(needs: Needs, answer: &Answer) -> Verdict {
    let in_tenant = matches!(needs, ProviderRead | ProviderWrite);
    match answer.status.as_u16() {
        401 => Verdict::Unauthenticated,
        403 => Verdict::Forbidden,
        404 if in_tenant && answer.text.contains("There is no such tenant.") => Verdict::NoTenant,
        status if status < 500 => Verdict::Allowed,
        _ => panic!("{}", answer.text),
    }
}

async fn every_route_and_everybody(db: TestDb) {
    let app = TestApp::new(db).await;
    let (acme, globex) = (app.tenant("acme").await, app.tenant("globex").await);
    let all = ["provider:write", "customer:write", "operator:write"];
    let member = async |tenant, email, role| {
        let user = app.member(tenant, email, role).await;
        (app.access_token(&user, &all).await, user)
    };
    let (viewer, _) = member(&acme, "viewer@example.com", Role::Viewer).await;
    let (editor, editing) = member(&acme, "editor@example.com", Role::Editor).await;
    let (owner, _) = member(&acme, "owner@example.com", Role::Owner).await;
    let (stranger, _) = member(&globex, "stranger@example.com", Role::Owner).await;
    let platform = async |email, role| app.access_token(&app.user(email, role).await, &all).await;
    let people = [
        (Persona::Anonymous, None),
        (Persona::Forged, Some("imp_forged".to_owned())),
        (Persona::Stranger, Some(stranger)),
        (Persona::Viewer, Some(viewer)),
        (Persona::Editor, Some(editor)),
        (Persona::Owner, Some(owner)),
        (Persona::Unscoped, Some(app.access_token(&editing, &["customer:read"]).await)),
        (Persona::PlatformViewer, Some(platform("pv@example.com", PlatformRole::Viewer).await)),
        (Persona::PlatformAdmin, Some(platform("pa@example.com", PlatformRole::Admin).await)),
    ];

    let document = serde_json::to_value(server::api::openapi()).unwrap();
    let mut missing = Vec::new();
    let mut wrong = Vec::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            let name = operation["operationId"].as_str().unwrap();
            let Some((needs, _)) = TABLE.iter().find(|(_, names)| names.contains(&name)) else {
                missing.push(name.to_owned());
                continue;
            };
            let path = fill(&document, path, operation);
            for (who, token) in &people {
                let found =
                    verdict(*needs, &ask(&app, method, &path, operation, &document, token.as_deref()).await);
                if found != expected(*needs, *who) {
                    wrong
                        .push(format!("{name} as {who:?}: {found:?}, expected {:?}", expected(*needs, *who)));
                }
            }
        }
    }
    assert!(missing.is_empty(), "add to TABLE: {missing:?}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

async fn ask(
    app: &TestApp,
    method: &str,
    path: &str,
    operation: &Value,
    document: &Value,
    token: Option<&str>,
) -> Answer {
    let method = method.to_uppercase().parse().unwrap();
    let mut call = app.call(method, path).tenant("acme").version(1);
    if let Some(token) = token {
        call = call.token(token);
    }
    if let Some(schema) = operation.pointer("/requestBody/content/application~1json/schema") {
        call = call.json(&example(document, schema));
    }
    // A stream's head is enough: nobody here may watch what does not exist.
    call.send().await
}

/// The address with something in each place.
fn fill(document: &Value, path: &str, operation: &Value) -> String {
    let mut path = path.to_owned();
    for parameter in operation["parameters"].as_array().into_iter().flatten() {
        if parameter["in"] == "path" {
            let value = example(document, &parameter["schema"]);
            path = path
                .replace(&format!("{{{}}}", parameter["name"].as_str().unwrap()), value.as_str().unwrap());
        }
    }
    path
}

/// The smallest value that fits a schema's shape.
fn example(document: &Value, schema: &Value) -> Value {
    if let Some(reference) = schema["$ref"].as_str() {
        return example(document, document.pointer(reference.trim_start_matches('#')).unwrap());
    }
    if let Some(one) = schema["oneOf"].as_array().and_then(|all| all.iter().find(|s| s["type"] != "null")) {
        return example(document, one);
    }
    if let Some(value) = schema.pointer("/enum/0").or_else(|| schema.pointer("/examples/0")) {
        return value.clone();
    }
    match schema["type"].as_str() {
        Some("string") => json!("aa"),
        Some("integer" | "number") => json!(1),
        Some("boolean") => json!(false),
        Some("array") => json!([]),
        _ => {
            let required = schema["required"].as_array().cloned().unwrap_or_default();
            let field = |name: &Value| {
                let name = name.as_str().unwrap();
                (name.to_owned(), example(document, &schema["properties"][name]))
            };
            Value::Object(required.iter().map(field).collect())
        }
    }
}
