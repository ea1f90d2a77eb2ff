//! What the version 2 migrations read from version 1 rows, and what they make up for them.

use std::collections::HashSet;

use sea_orm_migration::{
    prelude::*,
    sea_orm::{
        ConnectionTrait, QueryResult,
        prelude::{DateTimeUtc, Json, Uuid},
    },
};

/// A row of `api_services`, oldest first.
#[derive(Debug, Clone)]
pub(crate) struct ApiService {
    pub(crate) id: Uuid,
    pub(crate) tenant_id: Uuid,
    /// `None` too where the column is gone.
    pub(crate) gateway_id: Option<Uuid>,
    pub(crate) name: String,
}

impl ApiService {
    pub(crate) async fn all(db: &SchemaManagerConnection<'_>) -> Result<Vec<Self>, DbErr> {
        rows(db, "api_services")
            .await?
            .iter()
            .map(|row| {
                Ok(Self {
                    id: row.try_get("", "id")?,
                    tenant_id: row.try_get("", "tenant_id")?,
                    gateway_id: row.try_get("", "gateway_id")?,
                    name: row.try_get("", "name")?,
                })
            })
            .collect()
    }
}

/// A row of `product_publishes`, oldest first.
#[derive(Debug, Clone)]
pub(crate) struct Publish {
    pub(crate) id: Uuid,
    pub(crate) tenant_id: Uuid,
    /// `None` too where the column is not there.
    pub(crate) gateway_id: Option<Uuid>,
    pub(crate) services: Vec<Uuid>,
    pub(crate) status: String,
    pub(crate) created_at: DateTimeUtc,
}

impl Publish {
    pub(crate) async fn all(db: &SchemaManagerConnection<'_>) -> Result<Vec<Self>, DbErr> {
        rows(db, "product_publishes")
            .await?
            .iter()
            .map(|row| {
                let services: Json = row.try_get("", "api_services")?;
                let ids = services.as_array().into_iter().flatten().filter_map(Json::as_str);
                Ok(Self {
                    id: row.try_get("", "id")?,
                    tenant_id: row.try_get("", "tenant_id")?,
                    gateway_id: row.try_get("", "gateway_id")?,
                    services: ids.filter_map(|t| Uuid::try_parse(t.strip_prefix("svc_")?).ok()).collect(),
                    status: row.try_get("", "status")?,
                    created_at: row.try_get("", "created_at")?,
                })
            })
            .collect()
    }
}

async fn rows(db: &SchemaManagerConnection<'_>, table: &'static str) -> Result<Vec<QueryResult>, DbErr> {
    let all = Query::select()
        .column(Asterisk)
        .from(table)
        .order_by("created_at", Order::Asc)
        .order_by("id", Order::Asc)
        .take();
    db.query_all(&all).await
}

/// The names that services get, in the same order: the first of a tenant keeps its name, the others
/// get `-2`, `-3` … without taking a name that another service has. 40 characters at most, as ever.
pub(crate) fn distinct_names(services: &[ApiService]) -> Vec<String> {
    let before: HashSet<_> = services.iter().map(|s| (s.tenant_id, s.name.clone())).collect();
    let mut taken: HashSet<(Uuid, String)> = HashSet::new();
    services
        .iter()
        .map(|service| {
            let free = |name: &String| {
                let key = (service.tenant_id, name.clone());
                !taken.contains(&key) && (*name == service.name || !before.contains(&key))
            };
            let suffixed = (2..).map(|n| with_suffix(&service.name, n));
            let name = std::iter::once(service.name.clone()).chain(suffixed).find(free).unwrap_or_default();
            taken.insert((service.tenant_id, name.clone()));
            name
        })
        .collect()
}

/// Services with their tenant, their gateway and the name they should have.
pub(crate) type Wish = (Uuid, Uuid, Option<Uuid>, String);

/// The names that services get where names are unique for each gateway: the first one keeps its name,
/// the others get a suffix that nobody has or should have there.
pub(crate) fn distinct_names_of_gateways(wishes: &[Wish]) -> Vec<(Uuid, Option<Uuid>, String)> {
    let wished: HashSet<_> =
        wishes.iter().map(|(_, tenant, gateway, name)| (tenant, gateway, name)).collect();
    let mut taken = HashSet::new();
    let place = |(id, tenant, gateway, name): &Wish| {
        let suffixed =
            (2..).map(|n| with_suffix(name, n)).filter(|other| !wished.contains(&(tenant, gateway, other)));
        let name = std::iter::once(name.clone())
            .chain(suffixed)
            .find(|name| taken.insert((*tenant, *gateway, name.clone())))
            .unwrap_or_default();
        (*id, *gateway, name)
    };
    wishes.iter().map(place).collect()
}

fn with_suffix(name: &str, n: u32) -> String {
    let suffix = format!("-{n}");
    let stem: String = name.chars().take(40 - suffix.len()).collect();
    format!("{}{suffix}", stem.trim_end_matches('-'))
}

/// Makes the gateway that a tenant's publishes get when their services name none. It takes the
/// tenant's UUID: there is at most one, and migrations make no random ids.
pub(crate) async fn seed_default_gateway(
    db: &SchemaManagerConnection<'_>,
    tenant: Uuid,
) -> Result<Uuid, DbErr> {
    let same = Query::select().column("id").from("gateways").and_where(Expr::col("id").eq(tenant)).take();
    if db.query_one(&same).await?.is_some() {
        return Ok(tenant);
    }
    let names =
        Query::select().column("name").from("gateways").and_where(Expr::col("tenant_id").eq(tenant)).take();
    let mut taken = HashSet::new();
    for row in db.query_all(&names).await? {
        taken.insert(row.try_get::<String>("", "name")?);
    }
    let name = std::iter::once("default".to_owned())
        .chain((2..).map(|n| with_suffix("default", n)))
        .find(|name| !taken.contains(name))
        .unwrap_or_default();
    let since =
        Query::select().column("created_at").from("tenants").and_where(Expr::col("id").eq(tenant)).take();
    let since: DateTimeUtc = match db.query_one(&since).await? {
        Some(row) => row.try_get("", "created_at")?,
        None => return Err(DbErr::Migration(format!("the tenant {tenant} of a publish is missing"))),
    };
    let listeners = serde_json::json!([{ "name": "http", "port": 80, "protocol": "http" }]);
    let insert = Query::insert()
        .into_table("gateways")
        .columns([
            "id",
            "version",
            "labels",
            "created_at",
            "updated_at",
            "tenant_id",
            "name",
            "title",
            "listeners",
        ])
        .values_panic([
            tenant.into(),
            1.into(),
            serde_json::json!({}).into(),
            since.into(),
            since.into(),
            tenant.into(),
            name.into(),
            "Default gateway".into(),
            listeners.into(),
        ])
        .take();
    db.execute(&insert).await?;
    let seeded =
        Query::insert().into_table("v1_seeded_gateways").columns(["id"]).values_panic([tenant.into()]).take();
    db.execute(&seeded).await?;
    Ok(tenant)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn service(tenant: u128, name: &str) -> ApiService {
        ApiService {
            id: Uuid::nil(),
            tenant_id: Uuid::from_u128(tenant),
            gateway_id: None,
            name: name.into(),
        }
    }

    #[test]
    fn duplicates_get_a_suffix_that_nobody_has() {
        let long = "a".repeat(40);
        let services = [
            service(1, "orders"),
            service(1, "orders"),
            service(1, "orders-2"),
            service(2, "orders"),
            service(1, "orders"),
            service(1, &long),
            service(1, &long),
        ];
        let shortened = format!("{}-2", "a".repeat(38));
        assert_eq!(
            distinct_names(&services),
            ["orders", "orders-3", "orders-2", "orders", "orders-4", &long, &shortened]
        );
    }
}
