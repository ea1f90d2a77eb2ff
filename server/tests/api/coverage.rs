//! Every route of the API × everybody who might ask. A route that is not in [`TABLE`] fails: who may
//! use it has to be decided, not guessed.

use super::document::operations;
use crate::support::{
    browser::{Browser, ORIGIN},
    personas::PASSWORD,
    test_app::{Answer, TestApp},
    test_db::{TestDb, both_engines},
};
use domain::role::{PlatformRole, Role};

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
            "rollback",
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
            "list_deployments",
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
            "forget_publish",
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
    /// The viewer, in a browser instead of by a script.
    Browser,
    /// In a browser, in a tenant of their own that only uses APIs.
    Customer,
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
        (Person, P::Browser | P::Customer) => Verdict::Allowed,
        (Person, _) => Verdict::Forbidden,
        (ProviderRead | ProviderWrite, P::Stranger | P::PlatformViewer | P::PlatformAdmin | P::Customer) => {
            Verdict::NoTenant
        }
        (ProviderRead | ProviderWrite, P::Unscoped) | (ProviderWrite, P::Viewer | P::Browser) => {
            Verdict::Forbidden
        }
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

    let customer = app.customer("initech").await;
    app.member(&customer, "customer@example.com", Role::Owner).await;
    let in_browser = Browser::signed_in(&app, "viewer@example.com", PASSWORD).await;
    let customers = Browser::signed_in(&app, "customer@example.com", PASSWORD).await;

    let mut missing = Vec::new();
    let mut wrong = Vec::new();
    for operation in operations() {
        let name = &operation.name;
        let Some((needs, _)) = TABLE.iter().find(|(_, names)| names.contains(&name.as_str())) else {
            missing.push(name.clone());
            continue;
        };
        let mut judge = |who: Persona, answer: &Answer| {
            let (found, expected) = (verdict(*needs, answer), expected(*needs, who));
            if found != expected {
                wrong.push(format!("{name} as {who:?}: {found:?}, expected {expected:?}"));
            }
            let status = answer.status.as_u16();
            if !operation.documents(status) {
                wrong.push(format!("{name} as {who:?}: {status} is not documented"));
            }
        };
        for (who, token) in &people {
            let call = operation.call(&app, "acme", "").version(1);
            let call = match token {
                Some(token) => call.token(token),
                None => call,
            };
            judge(*who, &call.send().await);
        }
        for (who, browser, tenant) in
            [(Persona::Browser, &in_browser, "acme"), (Persona::Customer, &customers, "initech")]
        {
            // A session that ends itself is of no use to those who come after.
            if name.starts_with("end_other") {
                continue;
            }
            let call = operation.call(&app, tenant, "").version(1).header("origin", ORIGIN);
            judge(who, &browser.with_cookies(call).send().await);
        }
    }
    assert!(missing.is_empty(), "add to TABLE: {missing:?}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
