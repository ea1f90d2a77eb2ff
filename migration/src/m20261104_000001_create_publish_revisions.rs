//! Frozen snapshots of a publish, and which of them is wanted and which serves.

use sea_orm_migration::{prelude::*, schema::*};

use crate::table::{at, drop_tables, fk, table, unique};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let revisions = table("publish_revisions")
            .col(uuid("tenant_id"))
            .col(uuid("publish_id"))
            .col(integer("number"))
            .col(json_binary("snapshot"))
            .col(json_binary("hostnames"))
            .col(text("base_path"))
            .col(text("spec_hash"))
            .col(text("author"))
            .col(text("note"))
            .col(at("created_at"))
            .foreign_key(&mut fk("publish_revisions", "tenant_id", "tenants", ForeignKeyAction::Restrict))
            .foreign_key(&mut fk(
                "publish_revisions",
                "publish_id",
                "product_publishes",
                ForeignKeyAction::Cascade,
            ))
            .take();
        manager.create_table(revisions).await?;
        manager.create_index(unique("publish_revisions", &["publish_id", "number"])).await?;

        for column in [
            text("message").default("").take(),
            integer_null("current_revision"),
            integer_null("serving_revision"),
        ] {
            manager.alter_table(Table::alter().table("product_publishes").add_column(column).take()).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in ["serving_revision", "current_revision", "message"] {
            manager.alter_table(Table::alter().table("product_publishes").drop_column(column).take()).await?;
        }
        drop_tables(manager, &["publish_revisions"]).await
    }
}
