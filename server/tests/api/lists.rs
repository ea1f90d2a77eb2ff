//! Every list is read by pages.

use chrono::TimeDelta;
use domain::role::PlatformRole;
use serde_json::{Value, json};

use super::document::operations;
use crate::support::{
    browser::Browser,
    builders,
    offer::Offer,
    personas::PASSWORD,
    test_app::{Call, TestApp},
    test_db::{TestDb, both_engines},
};

both_engines! { pages_are_walked_to_the_end }

/// Parts of one document, not lists of their own.
const EMBEDDED: [&str; 3] = ["list_routes", "list_backends", "list_policies"];

#[test]
fn every_list_takes_a_limit_and_a_cursor() {
    let document = serde_json::to_value(server::api::openapi()).unwrap();
    let lists: Vec<_> = operations().into_iter().filter(|o| o.name.starts_with("list_")).collect();
    assert!(lists.len() > 10, "{}", lists.len());
    for list in lists.iter().filter(|list| !EMBEDDED.contains(&list.name.as_str())) {
        let schema = &list.source["responses"]["200"]["content"]["application/json"]["schema"];
        let name = schema["$ref"].as_str().unwrap_or_else(|| panic!("{}: {schema}", list.name));
        let page = document.pointer(name.trim_start_matches('#')).unwrap();
        assert!(page["properties"]["items"].is_object(), "{}", list.name);
        assert!(page["properties"]["next_cursor"].is_object(), "{}", list.name);
        assert!(list.takes("limit") && list.takes("cursor"), "{}", list.name);
    }
}

/// What each item says at a JSON pointer, read one by one.
async fn walk<'a>(pointer: &str, ask: impl Fn(String) -> Call<'a>) -> Vec<Value> {
    let (mut query, mut found) = ("?limit=1".to_owned(), Vec::new());
    loop {
        let page = ask(query).send().await.expect(200).json();
        let items = page["items"].as_array().unwrap();
        assert_eq!(items.len(), 1, "{page}");
        found.push(items[0].pointer(pointer).unwrap_or_else(|| panic!("{page}")).clone());
        let Some(cursor) = page["next_cursor"].as_str() else { return found };
        query = format!("?limit=1&cursor={cursor}");
    }
}

async fn pages_are_walked_to_the_end(db: TestDb) {
    let app = TestApp::new(db).await;
    let admin = app.user("root@example.com", PlatformRole::Admin).await;
    let (offer, operator) =
        (Offer::new(&app, "acme").await, app.access_token(&admin, &["operator:write"]).await);

    let plans = format!("{}/plans", offer.product);
    for name in ["silver", "gold"] {
        app.clock.advance(TimeDelta::seconds(1));
        let post = app.post(&plans).token(&offer.token).tenant("acme").json(&builders::plan(name));
        post.send().await.expect(201);
    }
    let of_acme = |path: String| app.get(&path).token(&offer.token).tenant("acme");
    let names = walk("/spec/name", |query| of_acme(format!("{plans}{query}"))).await;
    assert_eq!(names, ["basic", "silver", "gold"], "in the order they were made");

    for (list, body) in [
        ("api-services", builders::api_service("more")),
        ("gateways", builders::gateway("more")),
        ("products", builders::product("more", &[])),
    ] {
        app.clock.advance(TimeDelta::seconds(1));
        let list = format!("/v1/provider/{list}");
        app.post(&list).token(&offer.token).tenant("acme").json(&body).send().await.expect(201);
        let ids = walk("/id", |query| of_acme(format!("{list}{query}"))).await;
        assert!(ids.len() == 2 && ids[0] != ids[1], "{list}: {ids:?}");
    }
    app.clock.advance(TimeDelta::seconds(1));
    let other = Offer::new(&app, "globex").await;
    for (list, pointer) in [
        ("clusters", "/id"),
        ("tenants", "/id"),
        ("users", "/id"),
        ("memberships", "/id"),
        ("audit-events", "/id"),
    ] {
        let list = format!("/v1/operator/{list}");
        let found = walk(pointer, |query| app.get(&format!("{list}{query}")).token(&operator)).await;
        let unique: std::collections::HashSet<_> = found.iter().map(Value::to_string).collect();
        assert!(found.len() > 1 && unique.len() == found.len(), "{list}: {found:?}");
    }
    let clusters = walk("/id", |query| of_acme(format!("/v1/provider/clusters{query}"))).await;
    assert_eq!(clusters.len(), 2, "its own and {}'s, which is open to all", other.tenant);

    let cluster = format!("/v1/operator/clusters/{}", offer.cluster);
    let tokens = format!("{cluster}/registration-tokens");
    for name in ["one", "two"] {
        app.clock.advance(TimeDelta::seconds(1));
        let post = app.post(&tokens).token(&operator).json(&json!({ "agent_name": name }));
        let secret = post.send().await.expect(201).json()["secret"].as_str().unwrap().to_owned();
        app.register_agent(&secret).await;
    }
    for list in ["agents", "registration-tokens"] {
        let (path, field) =
            (format!("{cluster}/{list}"), if list == "agents" { "/name" } else { "/agent_name" });
        let names = walk(field, |query| app.get(&format!("{path}{query}")).token(&operator)).await;
        assert_eq!(names, ["two", "one"], "{list}: newest first");
    }

    for version in 1..=3 {
        let publish = app.post(&format!("{}/publish", offer.publish)).token(&offer.token).tenant("acme");
        publish.version(version).json(&json!({})).send().await.expect(200);
    }
    let numbers = walk("/number", |query| of_acme(format!("{}/revisions{query}", offer.publish))).await;
    assert_eq!(numbers, [3, 2, 1]);

    let first = Browser::signed_in(&app, "root@example.com", PASSWORD).await;
    app.clock.advance(TimeDelta::seconds(1));
    let _second = Browser::signed_in(&app, "root@example.com", PASSWORD).await;
    let sessions = |query| first.with_cookies(app.get(&format!("/v1/me/sessions{query}")));
    assert_eq!(walk("/current", sessions).await, [false, true]);
    app.access_token(&admin, &["operator:read"]).await;
    let tokens = |query| first.with_cookies(app.get(&format!("/v1/me/access-tokens{query}")));
    assert_eq!(walk("/spec/scopes", tokens).await, [json!(["operator:read"]), json!(["operator:write"])]);

    let forged = of_acme(format!("{plans}?cursor=eyJ9")).send().await.problem();
    assert_eq!(forged.2, ["cursor bad_cursor"]);
}
