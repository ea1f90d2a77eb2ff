//! Whether a failure is one that trying again cannot help: such an item is not asked for again when
//! its agent connects.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let terminal = boolean("terminal").default(false).take();
        manager.alter_table(Table::alter().table("observed").add_column(terminal).take()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(Table::alter().table("observed").drop_column("terminal").take()).await
    }
}
