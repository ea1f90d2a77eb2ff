//! With which revision a publish came to its cluster: from there on it holds hostnames, also before any
//! revision was reported to serve.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = integer_null("first_revision");
        manager.alter_table(Table::alter().table("product_publishes").add_column(column).take()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .alter_table(Table::alter().table("product_publishes").drop_column("first_revision").take())
            .await
    }
}
