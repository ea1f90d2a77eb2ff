//! Where publishes go.

use sea_orm_migration::{prelude::*, schema::*};

use crate::table::{drop_tables, mutable, unique};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let clusters = mutable("clusters")
            .col(text("name"))
            .col(text("title"))
            .col(text("region"))
            .col(json_binary("environments"))
            .col(json_binary_null("tenants"))
            .col(text("status"))
            .col(text("gateway_class"))
            .col(json_binary("declared"))
            .col(json_binary_null("found"))
            .col(text("protocol_pin"))
            .take();
        manager.create_table(clusters).await?;
        manager.create_index(unique("clusters", &["name"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["clusters"]).await
    }
}
