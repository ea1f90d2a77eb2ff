//! Every server function × everybody who may not call it. The list comes from the program itself: one
//! that has no line in [`call`] fails.

use domain::role::{PlatformRole, Role};
use leptos::server_fn::axum::server_fn_paths;
use serde_json::Value;

use crate::support::{
    browser::{Browser, ORIGIN},
    builders,
    personas::PASSWORD,
    test_app::TestApp,
    test_db::{TestDb, both_engines},
};

both_engines! { server_functions_refuse_whom_they_must }

/// Who may call a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum For {
    Everybody,
    /// Whoever is signed in, about themselves.
    Oneself,
    /// Members of the tenant.
    Member,
    /// Members of the tenant who may change things.
    Editor,
    /// Operators, also those who may only look.
    Operator,
    /// Operators who may change things.
    Admin,
}

/// Ids of what the calls are about.
struct World {
    cluster: String,
    service: String,
    gateway: String,
    product: String,
    plan: String,
    publish: String,
    agent: String,
}

async fn make(app: &TestApp, token: &str, path: &str, body: &Value) -> String {
    let call = app.post(path).token(token).tenant("acme").json(body);
    call.send().await.expect(201).json()["id"].as_str().unwrap().to_owned()
}

/// An agent of the cluster that has never connected.
async fn register(app: &TestApp, admin: &str, cluster: &str) -> String {
    let tokens = format!("/v1/operator/clusters/{cluster}/registration-tokens");
    let call = app.post(&tokens).token(admin).json(&serde_json::json!({ "agent_name": "one" }));
    let token = call.send().await.expect(201).json()["secret"].as_str().unwrap().to_owned();
    app.register_agent(&token).await
}

impl World {
    async fn new(app: &TestApp, admin: &str, editor: &str) -> Self {
        let cluster = make(app, admin, "/v1/operator/clusters", &builders::cluster("eu")).await;
        let service = make(app, editor, "/v1/provider/api-services", &builders::api_service("orders")).await;
        let gateway = make(app, editor, "/v1/provider/gateways", &builders::gateway("public")).await;
        let product = builders::product("shop", &[&service]);
        let product = make(app, editor, "/v1/provider/products", &product).await;
        let plans = format!("/v1/provider/products/{product}/plans");
        let plan = make(app, editor, &plans, &builders::plan("basic")).await;
        let publish = serde_json::json!({
            "product_id": product, "cluster_id": cluster, "environment": "dev", "auth_mode": "none",
            "api_services": [service], "gateway_id": gateway, "hostnames": ["a.example.com"],
        });
        let publish = make(app, editor, "/v1/provider/product-publishes", &publish).await;
        let agent = register(app, admin, &cluster).await;
        Self { cluster, service, gateway, product, plan, publish, agent }
    }
}

/// Who may call a function, and arguments that are fine but for who calls.
fn call<'a>(path: &str, world: &'a World) -> (For, Vec<(&'static str, &'a str)>) {
    use For::{Admin, Editor, Everybody, Member, Oneself, Operator};
    let w = world;
    let service = || vec![("tenant", "acme"), ("service", w.service.as_str())];
    let gateway = || vec![("tenant", "acme"), ("gateway", w.gateway.as_str()), ("version", "1")];
    let product = || vec![("tenant", "acme"), ("product", w.product.as_str())];
    let publish = || vec![("tenant", "acme"), ("publish", w.publish.as_str())];
    let cluster = || vec![("cluster", w.cluster.as_str())];
    let list = || vec![("tenant", "acme"), ("list[search]", "")];
    let named = || vec![("name", "other"), ("title", "Other"), ("status", "active"), ("labels", "")];
    let listener = || vec![("listener_name", "web"), ("port", "81"), ("protocol", "http")];
    let place = || {
        vec![
            ("name", "us"),
            ("title", "US"),
            ("environments[]", "dev"),
            ("access", "all"),
            ("gateway_class", "envoy-gateway"),
            ("protocol_pin", "auto"),
        ]
    };
    let part = |name: &'static str| vec![("part", name), ("confirm", name)];
    let (who, parts) = match path.strip_prefix("/fn/").unwrap() {
        "preferences/set" => (Everybody, vec![vec![("theme", "dark")]]),
        "sessions/list" | "access-tokens/list" => (Oneself, vec![vec![("cursor", "")]]),
        "sessions/check" | "sessions/end-others" => (Oneself, vec![]),
        "sessions/end" => (Oneself, vec![vec![("session", "ses_0198f0c17c3a7d10b2a4c5d6e7f80912")]]),
        "account/password" => (Oneself, vec![vec![("current_password", "x"), ("password", "y")]]),
        "access-tokens/create" => {
            (Oneself, vec![vec![("name", "ci"), ("scopes[]", "provider:read"), ("tenant", ""), ("days", "")]])
        }
        "access-tokens/revoke" => {
            (Oneself, vec![vec![("access_token", "tok_0198f0c17c3a7d10b2a4c5d6e7f80912"), ("confirm", "ci")]])
        }
        "clusters/list" => (Operator, vec![vec![("list[search]", "")]]),
        "clusters/get" => (Operator, vec![cluster(), vec![("agents", ""), ("tokens", ""), ("cursor", "")]]),
        "clusters/tenants" => (Operator, vec![]),
        "clusters/edit" => (Operator, vec![cluster()]),
        "clusters/create" => (Admin, vec![place()]),
        "clusters/update" => (Admin, vec![cluster(), vec![("version", "1")], place()]),
        "clusters/set-status" => (Admin, vec![cluster(), vec![("version", "1"), ("status", "maintenance")]]),
        "clusters/delete" => (Admin, vec![cluster(), vec![("confirm", "eu")]]),
        "clusters/forget-publish" => {
            (Admin, vec![cluster(), vec![("publish", w.publish.as_str()), ("reason", "gone")]])
        }
        "registration-tokens/create" => {
            (Admin, vec![cluster(), vec![("agent_name", "one"), ("lifetime_minutes", "60")]])
        }
        "registration-tokens/revoke" => {
            (Admin, vec![cluster(), vec![("registration_token", "reg_0198f0c17c3a7d10b2a4c5d6e7f80912")]])
        }
        "agents/revoke" => (Admin, vec![vec![("agent", w.agent.as_str()), ("confirm", "one")]]),
        "api-services/list" | "gateways/list" | "products/list" | "publishes/list" => (Member, vec![list()]),
        "products/services" | "publishes/clusters" | "publishes/tally" | "publish-wizard/choices" => {
            (Member, vec![vec![("tenant", "acme")]])
        }
        "api-services/get" => (Member, vec![service()]),
        "gateways/get" => (Member, vec![gateway()]),
        "products/get" => (Member, vec![product()]),
        "plans/get" => (Member, vec![product(), vec![("plan", w.plan.as_str())]]),
        "publishes/get" => (Member, vec![publish(), vec![("cursor", "")]]),
        "publish-wizard/draft" | "publish-wizard/review" => (Member, vec![publish()]),
        "api-services/create" => (Editor, vec![vec![("tenant", "acme")], named()]),
        "api-services/update" => (Editor, vec![service(), vec![("version", "1")], named()]),
        "api-services/delete" => (Editor, vec![service(), vec![("confirm", "orders")]]),
        "routes/put" => (
            Editor,
            vec![
                service(),
                vec![
                    ("part", ""),
                    ("name", "more"),
                    ("path_kind", "prefix"),
                    ("path_value", "/more"),
                    ("weights[main]", "1"),
                    ("answer", "backends"),
                ],
            ],
        ),
        "backends/put" => (
            Editor,
            vec![
                service(),
                vec![("part", ""), ("name", "more"), ("protocol", "http"), ("endpoints", "b.example.net:80")],
            ],
        ),
        "policies/put" => (
            Editor,
            vec![service(), vec![("part", ""), ("name", "slow"), ("kind", "timeout"), ("request_ms", "5")]],
        ),
        "routes/remove" => (Editor, vec![service(), part("all")]),
        "backends/remove" => (Editor, vec![service(), part("main")]),
        "policies/remove" => (Editor, vec![service(), part("slow")]),
        "gateways/create" => (Editor, vec![vec![("tenant", "acme")], named(), listener()]),
        "gateways/update" => (Editor, vec![gateway(), named()]),
        "gateways/delete" => (Editor, vec![gateway(), vec![("confirm", "public")]]),
        "listeners/put" => (Editor, vec![gateway(), vec![("part", "")], listener()]),
        "listeners/remove" => (Editor, vec![gateway(), part("http")]),
        "products/create" => (Editor, vec![vec![("tenant", "acme")], named()]),
        "products/update" => (Editor, vec![product(), vec![("version", "1")], named()]),
        "products/delete" => (Editor, vec![product(), vec![("confirm", "shop")]]),
        "plans/put" => {
            (Editor, vec![product(), vec![("plan", ""), ("version", ""), ("approval", "auto")], named()])
        }
        "plans/delete" => (Editor, vec![product(), vec![("plan", w.plan.as_str()), ("confirm", "basic")]]),
        "publishes/publish" => (Editor, vec![publish(), vec![("version", "1"), ("note", "")]]),
        "publishes/rollback" => {
            (Editor, vec![publish(), vec![("version", "1"), ("revision", "1"), ("note", "")]])
        }
        "publishes/withdraw" | "publishes/delete" => (Editor, vec![publish(), vec![("confirm", "Shop")]]),
        "publish-wizard/start" => (
            Editor,
            vec![vec![
                ("tenant", "acme"),
                ("publish", ""),
                ("product_id", w.product.as_str()),
                ("cluster_id", w.cluster.as_str()),
                ("environment", "dev"),
            ]],
        ),
        "publish-wizard/place" => (
            Editor,
            vec![
                publish(),
                vec![("gateway_id", w.gateway.as_str()), ("hostnames", "b.example.com"), ("base_path", "/")],
            ],
        ),
        "publish-wizard/services" => (Editor, vec![publish(), vec![("api_services[]", w.service.as_str())]]),
        "publish-wizard/access" => {
            (Editor, vec![publish(), vec![("auth_mode", "none"), ("visibility", "private")]])
        }
        other => panic!("{other} has no line here"),
    };
    (who, parts.into_iter().flatten().collect())
}

async fn server_functions_refuse_whom_they_must(db: TestDb) {
    let app = TestApp::new(db).await;
    let (acme, globex) = (app.tenant("acme").await, app.tenant("globex").await);
    let admin = app.user("admin@example.com", PlatformRole::Admin).await;
    app.user("looks@example.com", PlatformRole::Viewer).await;
    app.member(&acme, "viewer@example.com", Role::Viewer).await;
    app.member(&globex, "stranger@example.com", Role::Owner).await;
    let token = app.access_token(&admin, &["operator:write"]).await;
    let world = World::new(&app, &token, &app.editor(&acme).await).await;
    let nobody = Browser::new(&app);
    let viewer = Browser::signed_in(&app, "viewer@example.com", PASSWORD).await;
    let stranger = Browser::signed_in(&app, "stranger@example.com", PASSWORD).await;
    let looks = Browser::signed_in(&app, "looks@example.com", PASSWORD).await;
    let operator = Browser::signed_in(&app, "admin@example.com", PASSWORD).await;
    for (path, method) in server_fn_paths() {
        let (whose, fields) = call(path, &world);
        let status = async |browser: &Browser<'_>| {
            let call = browser.with_cookies(app.call(method.clone(), path)).header("origin", ORIGIN);
            let answer = call.header("accept", "application/json").form(&fields).send().await;
            answer.status.as_u16()
        };
        // Nobody, a member of another tenant, one who may only look, an operator who is no member, an
        // operator who may only look.
        let refused = match whose {
            For::Everybody => continue,
            For::Oneself => [Some(401), None, None, None, None],
            For::Member => [Some(401), Some(404), None, Some(404), Some(404)],
            For::Editor => [Some(401), Some(404), Some(403), Some(404), Some(404)],
            For::Operator => [Some(401), Some(403), Some(403), None, None],
            For::Admin => [Some(401), Some(403), Some(403), None, Some(403)],
        };
        for (who, (browser, expected)) in
            [&nobody, &stranger, &viewer, &operator, &looks].into_iter().zip(refused).enumerate()
        {
            if let Some(expected) = expected {
                assert_eq!(status(browser).await, expected, "{path} for caller {who}");
            }
        }
        // What is read answers those who may read it: the arguments are what a page would send.
        if let For::Member = whose {
            assert_eq!(status(&viewer).await, 200, "{path} for a member");
        }
        if let For::Operator = whose {
            assert_eq!(status(&looks).await, 200, "{path} for an operator");
        }
    }
}
