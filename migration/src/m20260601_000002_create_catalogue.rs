//! What providers offer, as version 1 knew it: an API service names its gateway, a publish names no
//! cluster. The tables that version 2 rebuilds are built by functions that later files reuse.

use sea_orm_migration::{prelude::*, schema::*};

use crate::table::{drop_tables, fk, index, mutable, unique};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Columns of `api_services` but for `gateway_id`.
pub(crate) const API_SERVICE: &[&str] = &[
    "id",
    "version",
    "labels",
    "created_at",
    "updated_at",
    "tenant_id",
    "name",
    "title",
    "api_version",
    "description",
    "routes",
    "backends",
    "policies",
    "openapi",
];

/// `api_services` under any name, with or without `gateway_id`.
pub(crate) fn api_services(name: &'static str, gateway: bool) -> TableCreateStatement {
    let mut table = mutable(name);
    table
        .col(uuid("tenant_id"))
        .col(text("name"))
        .col(text("title"))
        .col(text("api_version"))
        .col(text("description"))
        .col(json_binary("routes"))
        .col(json_binary("backends"))
        .col(json_binary("policies"))
        .col(json_binary_null("openapi"))
        .foreign_key(&mut fk("api_services", "tenant_id", "tenants", ForeignKeyAction::Restrict));
    if gateway {
        table.col(uuid_null("gateway_id")).foreign_key(&mut fk(
            "api_services",
            "gateway_id",
            "gateways",
            ForeignKeyAction::Restrict,
        ));
    }
    table
}

/// Columns of `product_publishes` but for `gateway_id` and `cluster_id`.
pub(crate) const PRODUCT_PUBLISH: &[&str] = &[
    "id",
    "version",
    "labels",
    "created_at",
    "updated_at",
    "tenant_id",
    "product_id",
    "environment",
    "hostnames",
    "base_path",
    "auth_mode",
    "auth_config",
    "api_services",
    "plans",
    "visibility",
    "status",
];

/// `product_publishes` under any name, with or without `gateway_id` and `cluster_id`.
pub(crate) fn product_publishes(name: &'static str, gateway: bool, cluster: bool) -> TableCreateStatement {
    let mut table = mutable(name);
    table
        .col(uuid("tenant_id"))
        .col(uuid("product_id"))
        .col(text("environment"))
        .col(json_binary("hostnames"))
        .col(text("base_path"))
        .col(text("auth_mode"))
        .col(json_binary("auth_config"))
        .col(json_binary("api_services"))
        .col(json_binary("plans"))
        .col(text("visibility"))
        .col(text("status"))
        .foreign_key(&mut fk("product_publishes", "tenant_id", "tenants", ForeignKeyAction::Restrict))
        .foreign_key(&mut fk("product_publishes", "product_id", "products", ForeignKeyAction::Restrict));
    if gateway {
        table.col(uuid_null("gateway_id")).foreign_key(&mut fk(
            "product_publishes",
            "gateway_id",
            "gateways",
            ForeignKeyAction::Restrict,
        ));
    }
    if cluster {
        table.col(uuid("cluster_id")).foreign_key(&mut fk(
            "product_publishes",
            "cluster_id",
            "clusters",
            ForeignKeyAction::Restrict,
        ));
    }
    table
}

/// The indexes of `product_publishes` that need neither `gateway_id` nor `cluster_id`.
pub(crate) fn product_publish_indexes() -> [IndexCreateStatement; 2] {
    [index("product_publishes", &["tenant_id", "id"]), index("product_publishes", &["product_id"])]
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let gateways = mutable("gateways")
            .col(uuid("tenant_id"))
            .col(text("name"))
            .col(text("title"))
            .col(text_null("gateway_class"))
            .col(json_binary("listeners"))
            .foreign_key(&mut fk("gateways", "tenant_id", "tenants", ForeignKeyAction::Restrict))
            .take();
        manager.create_table(gateways).await?;
        manager.create_index(unique("gateways", &["tenant_id", "name"])).await?;

        manager.create_table(api_services("api_services", true)).await?;
        manager.create_index(unique("api_services", &["tenant_id", "gateway_id", "name"])).await?;

        let products = mutable("products")
            .col(uuid("tenant_id"))
            .col(text("name"))
            .col(text("title"))
            .col(text("product_version"))
            .col(text("description"))
            .col(json_binary("categories"))
            .col(text_null("docs_url"))
            .col(json_binary("api_services"))
            .col(text("status"))
            .foreign_key(&mut fk("products", "tenant_id", "tenants", ForeignKeyAction::Restrict))
            .take();
        manager.create_table(products).await?;
        manager.create_index(unique("products", &["tenant_id", "name"])).await?;

        let plans = mutable("plans")
            .col(uuid("tenant_id"))
            .col(uuid("product_id"))
            .col(text("name"))
            .col(text("title"))
            .col(text("description"))
            .col(json_binary_null("rate_limit"))
            .col(json_binary_null("quota"))
            .col(json_binary_null("price"))
            .col(text("approval"))
            .col(text("status"))
            .foreign_key(&mut fk("plans", "tenant_id", "tenants", ForeignKeyAction::Restrict))
            .foreign_key(&mut fk("plans", "product_id", "products", ForeignKeyAction::Cascade))
            .take();
        manager.create_table(plans).await?;
        manager.create_index(unique("plans", &["product_id", "name"])).await?;

        manager.create_table(product_publishes("product_publishes", false, false)).await?;
        for index in product_publish_indexes() {
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["product_publishes", "plans", "products", "api_services", "gateways"]).await
    }
}
