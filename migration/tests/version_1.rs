//! A database of version 1 becomes one of version 2, and goes back.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod support;

use std::collections::BTreeMap;

use migration::{down, status, up};
use sea_orm_migration::{
    prelude::*,
    sea_orm::{
        QueryResult,
        prelude::{DateTimeUtc, Json, Uuid},
    },
};
use serde_json::json;
use support::Empty;

both_engines! {
    nothing_is_seeded_without_need
    rows_move_and_come_back
    later_rows_survive_the_way_back
    a_name_that_was_used_again_gets_a_suffix
}

const ACME: u128 = 1;
const EAST: u128 = 11;
const WEST: u128 = 12;
const ORDERS_EAST: u128 = 21;
const ORDERS_WEST: u128 = 22;
const BARE: u128 = 23;
const PRODUCT: u128 = 31;
const MIXED: u128 = 41;
const UNBOUND: u128 = 42;

fn uuid(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn svc(n: u128) -> String {
    format!("svc_{}", uuid(n).simple())
}

fn then() -> DateTimeUtc {
    "2026-06-15T08:00:00.123456Z".parse().unwrap()
}

/// Inserts a row; what every mutable row has is filled in.
async fn insert(database: &Empty, table: &'static str, id: u128, columns: Vec<(&'static str, Expr)>) {
    let mut names = vec!["id", "version", "labels", "created_at", "updated_at"];
    let mut values: Vec<Expr> =
        vec![uuid(id).into(), 1.into(), json!({}).into(), then().into(), then().into()];
    for (name, value) in columns {
        names.push(name);
        values.push(value);
    }
    let insert = Query::insert().into_table(table).columns(names).values_panic(values).take();
    database.db.execute(&insert).await.unwrap();
}

/// Two gateways with a service of the same name each, one service without a gateway, a publish that
/// takes a gateway from its services and one that cannot.
async fn seed(database: &Empty) {
    let tenant = vec![
        ("slug", "acme".into()),
        ("name", "Acme".into()),
        ("is_provider", true.into()),
        ("is_customer", false.into()),
        ("status", "active".into()),
        ("hostname_suffixes", json!([]).into()),
        ("limits", json!({}).into()),
    ];
    insert(database, "tenants", ACME, tenant).await;
    for (id, name) in [(EAST, "east"), (WEST, "default")] {
        let gateway = vec![
            ("tenant_id", uuid(ACME).into()),
            ("name", name.into()),
            ("title", name.into()),
            ("listeners", json!([]).into()),
        ];
        insert(database, "gateways", id, gateway).await;
    }
    for (id, gateway, name) in
        [(ORDERS_EAST, Some(EAST), "orders"), (ORDERS_WEST, Some(WEST), "orders"), (BARE, None, "bare")]
    {
        let service = vec![
            ("tenant_id", uuid(ACME).into()),
            ("gateway_id", gateway.map(uuid).into()),
            ("name", name.into()),
            ("title", name.into()),
            ("api_version", "1".into()),
            ("description", "".into()),
            ("routes", json!([{"name": "all"}]).into()),
            ("backends", json!([]).into()),
            ("policies", json!([]).into()),
        ];
        insert(database, "api_services", id, service).await;
    }
    let product = vec![
        ("tenant_id", uuid(ACME).into()),
        ("name", "shop".into()),
        ("title", "Shop".into()),
        ("product_version", "".into()),
        ("description", "".into()),
        ("categories", json!([]).into()),
        ("api_services", json!([svc(ORDERS_EAST)]).into()),
        ("status", "active".into()),
    ];
    insert(database, "products", PRODUCT, product).await;
    publish(database, MIXED, "live", json!([svc(BARE), svc(ORDERS_WEST)]), vec![]).await;
    publish(database, UNBOUND, "failed", json!([svc(BARE)]), vec![]).await;
}

async fn publish(database: &Empty, id: u128, status: &str, services: Json, more: Vec<(&'static str, Expr)>) {
    let mut columns = vec![
        ("tenant_id", uuid(ACME).into()),
        ("product_id", uuid(PRODUCT).into()),
        ("environment", "prod".into()),
        ("hostnames", json!(["shop.example.com"]).into()),
        ("base_path", "/".into()),
        ("auth_mode", "none".into()),
        ("auth_config", json!({}).into()),
        ("api_services", services.into()),
        ("plans", json!([]).into()),
        ("visibility", "private".into()),
        ("status", status.into()),
    ];
    columns.extend(more);
    insert(database, "product_publishes", id, columns).await;
}

async fn rows(database: &Empty, table: &'static str) -> BTreeMap<Uuid, QueryResult> {
    // On a new connection: the driver believes that a table keeps its columns.
    let db = support::connect(&database.url).await;
    let all = Query::select().column(Asterisk).from(table).take();
    let rows = db.query_all(&all).await.unwrap();
    db.close().await.unwrap();
    rows.into_iter().map(|row| (row.try_get("", "id").unwrap(), row)).collect()
}

/// Every service with its gateway, every publish with its status, every gateway: all that version 1
/// knew and version 2 touches.
async fn version_1(database: &Empty) -> Vec<String> {
    let mut lines = Vec::new();
    for (id, row) in rows(database, "api_services").await {
        let name: String = row.try_get("", "name").unwrap();
        let gateway: Option<Uuid> = row.try_get("", "gateway_id").unwrap();
        let routes: Json = row.try_get("", "routes").unwrap();
        lines.push(format!("service {id} {name} {gateway:?} {routes}"));
    }
    for (id, row) in rows(database, "product_publishes").await {
        let status: String = row.try_get("", "status").unwrap();
        let created: DateTimeUtc = row.try_get("", "created_at").unwrap();
        let hostnames: Json = row.try_get("", "hostnames").unwrap();
        lines.push(format!("publish {id} {status} {created} {hostnames}"));
    }
    for (id, row) in rows(database, "gateways").await {
        let name: String = row.try_get("", "name").unwrap();
        lines.push(format!("gateway {id} {name}"));
    }
    lines
}

/// Takes back all but the oldest migrations: 2 leave version 1, 3 leave the table of clusters too.
async fn down_to(database: &Empty, kept: u32) {
    let applied: u32 =
        status(&database.url).await.unwrap().iter().filter(|s| s.applied).count().try_into().unwrap();
    down(&database.url, Some(applied - kept)).await.unwrap();
}

async fn nothing_is_seeded_without_need(database: &Empty) {
    up(&database.url, None).await.unwrap();
    assert!(rows(database, "clusters").await.is_empty());
    assert!(rows(database, "gateways").await.is_empty());
}

async fn rows_move_and_come_back(database: &Empty) {
    up(&database.url, Some(2)).await.unwrap();
    seed(database).await;
    let before = version_1(database).await;

    for _ in 0..2 {
        up(&database.url, None).await.unwrap();
        let services = rows(database, "api_services").await;
        let name = |id| services[&uuid(id)].try_get::<String>("", "name").unwrap();
        assert_eq!(
            (name(ORDERS_EAST), name(ORDERS_WEST), name(BARE)),
            ("orders".into(), "orders-2".into(), "bare".into())
        );
        assert!(!services[&uuid(BARE)].column_names().contains(&"gateway_id".to_owned()));

        let gateways = rows(database, "gateways").await;
        assert_eq!(gateways.len(), 3);
        let seeded = &gateways[&uuid(ACME)];
        // "default" was taken.
        assert_eq!(seeded.try_get::<String>("", "name").unwrap(), "default-2");
        assert_eq!(seeded.try_get::<Json>("", "listeners").unwrap()[0]["port"], 80);

        let clusters = rows(database, "clusters").await;
        let (cluster, row) = clusters.first_key_value().unwrap();
        assert_eq!((clusters.len(), row.try_get::<String>("", "name").unwrap().as_str()), (1, "default"));
        let counters = counters(database).await;
        assert_eq!(counters, [(*cluster, 1, 0, hex_of_nothing())], "as of a cluster that is made today");
        let publishes = rows(database, "product_publishes").await;
        for (id, gateway) in [(MIXED, WEST), (UNBOUND, ACME)] {
            let row = &publishes[&uuid(id)];
            assert_eq!(row.try_get::<Uuid>("", "gateway_id").unwrap(), uuid(gateway));
            assert_eq!(row.try_get::<Uuid>("", "cluster_id").unwrap(), *cluster);
            assert_eq!(row.try_get::<String>("", "status").unwrap(), "draft");
            assert_eq!(row.try_get::<Option<i32>>("", "current_revision").unwrap(), None);
        }

        down_to(database, 3).await;
        assert!(rows(database, "clusters").await.is_empty());
        down_to(database, 2).await;
        assert_eq!(version_1(database).await, before);
    }
}

fn hex_of_nothing() -> String {
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855".to_owned()
}

/// Every counter of desired state.
async fn counters(database: &Empty) -> Vec<(Uuid, i64, i64, String)> {
    let db = support::connect(&database.url).await;
    let all = Query::select().column(Asterisk).from("cluster_desired").take();
    let rows = db.query_all(&all).await.unwrap();
    db.close().await.unwrap();
    let counter = |row: &QueryResult| {
        (
            row.try_get("", "cluster_id").unwrap(),
            row.try_get("", "hub_epoch").unwrap(),
            row.try_get("", "generation").unwrap(),
            row.try_get("", "set_hash").unwrap(),
        )
    };
    rows.iter().map(counter).collect()
}

/// "orders" of the one gateway was renamed, its name was taken by a new service of the other, whose own
/// "orders" wants its name back.
async fn a_name_that_was_used_again_gets_a_suffix(database: &Empty) {
    up(&database.url, Some(2)).await.unwrap();
    seed(database).await;
    up(&database.url, None).await.unwrap();
    const AGAIN: u128 = 25;
    let rename = Query::update()
        .table("api_services")
        .value("name", "first-orders")
        .and_where(Expr::col("id").eq(uuid(ORDERS_EAST)))
        .take();
    database.db.execute(&rename).await.unwrap();
    let service = vec![
        ("tenant_id", uuid(ACME).into()),
        ("name", "orders".into()),
        ("title", "Orders".into()),
        ("api_version", "1".into()),
        ("description", "".into()),
        ("routes", json!([]).into()),
        ("backends", json!([]).into()),
        ("policies", json!([]).into()),
    ];
    insert(database, "api_services", AGAIN, service).await;
    let cluster = *rows(database, "clusters").await.first_key_value().unwrap().0;
    let where_to = vec![("cluster_id", cluster.into()), ("gateway_id", uuid(WEST).into())];
    publish(database, 44, "draft", json!([svc(AGAIN)]), where_to).await;

    down_to(database, 2).await;
    let services = rows(database, "api_services").await;
    let name = |id| services[&uuid(id)].try_get::<String>("", "name").unwrap();
    assert_eq!(
        (name(ORDERS_EAST), name(ORDERS_WEST), name(AGAIN)),
        ("first-orders".into(), "orders".into(), "orders-2".into())
    );
}

/// What was made or changed in version 2 keeps what version 1 can say about it.
async fn later_rows_survive_the_way_back(database: &Empty) {
    up(&database.url, Some(2)).await.unwrap();
    seed(database).await;
    up(&database.url, None).await.unwrap();

    const NEW_SERVICE: u128 = 24;
    const NEW_PUBLISH: u128 = 43;
    let service = vec![
        ("tenant_id", uuid(ACME).into()),
        ("name", "stock".into()),
        ("title", "Stock".into()),
        ("api_version", "1".into()),
        ("description", "".into()),
        ("routes", json!([]).into()),
        ("backends", json!([]).into()),
        ("policies", json!([]).into()),
    ];
    insert(database, "api_services", NEW_SERVICE, service).await;
    let cluster = *rows(database, "clusters").await.first_key_value().unwrap().0;
    let where_to = vec![("cluster_id", cluster.into()), ("gateway_id", uuid(EAST).into())];
    publish(database, NEW_PUBLISH, "live", json!([svc(NEW_SERVICE)]), where_to).await;
    for (table, id, column, value) in [
        ("product_publishes", MIXED, "status", "withdrawn"),
        ("api_services", ORDERS_WEST, "name", "orders-west"),
        ("clusters", cluster.as_u128(), "region", "eu"),
    ] {
        let version = if table == "clusters" { 2 } else { 1 };
        let set = Query::update()
            .table(table)
            .values([(column, value.into()), ("version", version.into())])
            .and_where(Expr::col("id").eq(uuid(id)))
            .take();
        database.db.execute(&set).await.unwrap();
    }

    down_to(database, 3).await;
    let services = rows(database, "api_services").await;
    let gateway = |id| services[&uuid(id)].try_get::<Option<Uuid>>("", "gateway_id").unwrap();
    assert_eq!(gateway(NEW_SERVICE), Some(uuid(EAST)));
    assert_eq!(gateway(ORDERS_WEST), Some(uuid(WEST)));
    assert_eq!(services[&uuid(ORDERS_WEST)].try_get::<String>("", "name").unwrap(), "orders-west");
    let publishes = rows(database, "product_publishes").await;
    let status = |id| publishes[&uuid(id)].try_get::<String>("", "status").unwrap();
    assert_eq!(
        (status(MIXED), status(UNBOUND), status(NEW_PUBLISH)),
        ("withdrawn".into(), "failed".into(), "live".into())
    );

    // The operator has made the seeded cluster their own: it stays, and is used again.
    up(&database.url, None).await.unwrap();
    let clusters = rows(database, "clusters").await;
    assert_eq!(clusters.keys().collect::<Vec<_>>(), [&cluster]);
    assert_eq!(clusters[&cluster].try_get::<String>("", "region").unwrap(), "eu");
}
