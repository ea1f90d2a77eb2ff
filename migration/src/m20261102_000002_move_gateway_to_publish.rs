//! Version 2, first half: an API service no longer names a gateway, a publish does.
//!
//! A publish takes the gateway of the first of its services that has one, else its tenant's default
//! gateway, which is seeded when it is needed. Names were unique per gateway and are unique per
//! tenant from now on: the oldest service keeps a name, the others get a suffix. What `down` needs is
//! kept in `v1_api_services` and `v1_seeded_gateways`.

use std::collections::BTreeMap;

use sea_orm_migration::{
    prelude::*,
    schema::*,
    sea_orm::{ConnectionTrait, DbBackend, prelude::Uuid},
};

use crate::{
    backfill::{ApiService, Publish, distinct_names, distinct_names_of_gateways, seed_default_gateway},
    m20260601_000002_create_catalogue::{
        API_SERVICE, PRODUCT_PUBLISH, api_services, product_publish_indexes, product_publishes,
    },
    rebuild::{check_foreign_keys, rebuild},
    table::{drop_tables, fk, index, unique},
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add_publish_gateway(manager).await?;
        let saved = Table::create()
            .table("v1_api_services")
            .col(pk_uuid("id"))
            .col(uuid_null("gateway_id"))
            .col(text("name"))
            .col(text("renamed_to"))
            .take();
        manager.create_table(saved).await?;
        manager.create_table(Table::create().table("v1_seeded_gateways").col(pk_uuid("id")).take()).await?;

        let db = manager.get_connection();
        let services = ApiService::all(db).await?;
        give_publishes_their_gateway(db, &services).await?;
        for (service, name) in services.iter().zip(distinct_names(&services)) {
            let save = Query::insert()
                .into_table("v1_api_services")
                .columns(["id", "gateway_id", "name", "renamed_to"])
                .values_panic([
                    service.id.into(),
                    service.gateway_id.into(),
                    service.name.clone().into(),
                    name.clone().into(),
                ])
                .take();
            db.execute(&save).await?;
            if name != service.name {
                rename(db, service.id, &name).await?;
            }
        }
        drop_service_gateway(manager).await?;
        check_foreign_keys(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add_service_gateway(manager).await?;
        restore_services(manager.get_connection()).await?;
        manager.create_index(unique("api_services", &["tenant_id", "gateway_id", "name"])).await?;
        drop_publish_gateway(manager).await?;
        remove_seeded_gateways(manager.get_connection()).await?;
        drop_tables(manager, &["v1_seeded_gateways", "v1_api_services"]).await?;
        check_foreign_keys(manager).await
    }
}

fn is_sqlite(manager: &SchemaManager<'_>) -> bool {
    manager.get_database_backend() == DbBackend::Sqlite
}

async fn add_publish_gateway(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    if is_sqlite(manager) {
        let new = product_publishes("product_publishes_new", true, false);
        rebuild(manager, "product_publishes", new, "product_publishes_new", PRODUCT_PUBLISH).await?;
        for index in product_publish_indexes() {
            manager.create_index(index).await?;
        }
    } else {
        let column = uuid_null("gateway_id");
        manager.alter_table(Table::alter().table("product_publishes").add_column(column).take()).await?;
        let key = fk("product_publishes", "gateway_id", "gateways", ForeignKeyAction::Restrict);
        manager.create_foreign_key(key).await?;
    }
    manager.create_index(index("product_publishes", &["gateway_id"])).await
}

async fn drop_publish_gateway(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    if !is_sqlite(manager) {
        return manager
            .alter_table(Table::alter().table("product_publishes").drop_column("gateway_id").take())
            .await;
    }
    let old = product_publishes("product_publishes_old", false, false);
    rebuild(manager, "product_publishes", old, "product_publishes_old", PRODUCT_PUBLISH).await?;
    for index in product_publish_indexes() {
        manager.create_index(index).await?;
    }
    Ok(())
}

async fn drop_service_gateway(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    if is_sqlite(manager) {
        let new = api_services("api_services_new", false);
        rebuild(manager, "api_services", new, "api_services_new", API_SERVICE).await?;
    } else {
        // Takes the foreign key and the unique index with it.
        manager.alter_table(Table::alter().table("api_services").drop_column("gateway_id").take()).await?;
    }
    manager.create_index(unique("api_services", &["tenant_id", "name"])).await
}

async fn add_service_gateway(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    if is_sqlite(manager) {
        let old = api_services("api_services_old", true);
        return rebuild(manager, "api_services", old, "api_services_old", API_SERVICE).await;
    }
    manager.drop_index(Index::drop().name("uq_api_services_tenant_id_name").to_owned()).await?;
    let column = uuid_null("gateway_id");
    manager.alter_table(Table::alter().table("api_services").add_column(column).take()).await?;
    let key = fk("api_services", "gateway_id", "gateways", ForeignKeyAction::Restrict);
    manager.create_foreign_key(key).await
}

async fn give_publishes_their_gateway(
    db: &SchemaManagerConnection<'_>,
    services: &[ApiService],
) -> Result<(), DbErr> {
    let gateway_of: BTreeMap<Uuid, Option<Uuid>> = services.iter().map(|s| (s.id, s.gateway_id)).collect();
    let mut defaults = BTreeMap::new();
    for publish in Publish::all(db).await? {
        let own = publish.services.iter().find_map(|id| gateway_of.get(id).copied().flatten());
        let gateway = match (own, defaults.get(&publish.tenant_id)) {
            (Some(gateway), _) | (None, Some(&gateway)) => gateway,
            (None, None) => {
                let gateway = seed_default_gateway(db, publish.tenant_id).await?;
                defaults.insert(publish.tenant_id, gateway);
                gateway
            }
        };
        let set = Query::update()
            .table("product_publishes")
            .value("gateway_id", gateway)
            .and_where(Expr::col("id").eq(publish.id))
            .take();
        db.execute(&set).await?;
    }
    Ok(())
}

/// Old rows get back what they had; a service made since then takes the gateway of a publish that
/// includes it, if there is one. A name that was used again since then gets a suffix once more.
async fn restore_services(db: &SchemaManagerConnection<'_>) -> Result<(), DbErr> {
    let saved = Query::select().column(Asterisk).from("v1_api_services").take();
    let mut old = BTreeMap::new();
    for row in db.query_all(&saved).await? {
        let gateway: Option<Uuid> = row.try_get("", "gateway_id")?;
        let name: String = row.try_get("", "name")?;
        let renamed_to: String = row.try_get("", "renamed_to")?;
        old.insert(row.try_get::<Uuid>("", "id")?, (gateway, name, renamed_to));
    }
    let mut published = BTreeMap::new();
    for publish in Publish::all(db).await? {
        for service in publish.services {
            published.insert(service, publish.gateway_id);
        }
    }
    let (restored, newer): (Vec<_>, Vec<_>) =
        ApiService::all(db).await?.into_iter().partition(|s| old.contains_key(&s.id));
    // Whoever was renamed on purpose since then keeps the new name.
    let wish = |service: ApiService| match old.get(&service.id) {
        Some((gateway, name, renamed_to)) if service.name == *renamed_to => {
            (service.id, service.tenant_id, *gateway, name.clone())
        }
        Some((gateway, ..)) => (service.id, service.tenant_id, *gateway, service.name),
        None => {
            let gateway = published.get(&service.id).copied().flatten();
            (service.id, service.tenant_id, gateway, service.name)
        }
    };
    let wishes: Vec<_> = restored.into_iter().chain(newer).map(wish).collect();
    for (id, gateway, name) in distinct_names_of_gateways(&wishes) {
        let set = Query::update()
            .table("api_services")
            .values([("gateway_id", gateway.into()), ("name", name.into())])
            .and_where(Expr::col("id").eq(id))
            .take();
        db.execute(&set).await?;
    }
    Ok(())
}

async fn rename(db: &SchemaManagerConnection<'_>, id: Uuid, name: &str) -> Result<(), DbErr> {
    let set =
        Query::update().table("api_services").value("name", name).and_where(Expr::col("id").eq(id)).take();
    db.execute(&set).await.map(|_| ())
}

/// Removes what `up` seeded, unless somebody has made it their own since.
async fn remove_seeded_gateways(db: &SchemaManagerConnection<'_>) -> Result<(), DbErr> {
    let seeded = Query::select().column("id").from("v1_seeded_gateways").take();
    let used = Query::select()
        .column("gateway_id")
        .from("api_services")
        .and_where(Expr::col("gateway_id").is_not_null())
        .take();
    let delete = Query::delete()
        .from_table("gateways")
        .and_where(Expr::col("version").eq(1))
        .and_where(Expr::col("id").in_subquery(seeded))
        .and_where(Expr::col("id").not_in_subquery(used))
        .take();
    db.execute(&delete).await.map(|_| ())
}
