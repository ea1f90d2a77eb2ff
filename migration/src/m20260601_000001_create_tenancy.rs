//! Tenants, users and who belongs where.

use sea_orm_migration::{prelude::*, schema::*};

use crate::table::{drop_tables, fk, index, mutable, unique};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tenants = mutable("tenants")
            .col(text("slug"))
            .col(text("name"))
            .col(boolean("is_provider"))
            .col(boolean("is_customer"))
            .col(text("status"))
            .col(json_binary("hostname_suffixes"))
            .col(json_binary("limits"))
            .take();
        manager.create_table(tenants).await?;
        manager.create_index(unique("tenants", &["slug"])).await?;

        let users = mutable("users")
            .col(text("email"))
            .col(text("name"))
            .col(text_null("password_hash"))
            .col(text("platform_role"))
            .col(text("status"))
            .col(text("locale"))
            .take();
        manager.create_table(users).await?;
        manager.create_index(unique("users", &["email"])).await?;

        let memberships = mutable("memberships")
            .col(uuid("tenant_id"))
            .col(uuid("user_id"))
            .col(text("role"))
            .foreign_key(&mut fk("memberships", "tenant_id", "tenants", ForeignKeyAction::Cascade))
            .foreign_key(&mut fk("memberships", "user_id", "users", ForeignKeyAction::Cascade))
            .take();
        manager.create_table(memberships).await?;
        manager.create_index(unique("memberships", &["tenant_id", "user_id"])).await?;
        manager.create_index(index("memberships", &["user_id"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["memberships", "users", "tenants"]).await
    }
}
