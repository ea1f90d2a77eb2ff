//! How people and scripts sign in.

use sea_orm_migration::{prelude::*, schema::*};

use crate::table::{at, at_null, drop_tables, fk, index, mutable, table, unique};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let sessions = table("sessions")
            .col(blob("hash"))
            .col(uuid_null("user_id"))
            .col(json_binary("data"))
            .col(text("address"))
            .col(text("user_agent"))
            .col(at("created_at"))
            .col(at("touched_at"))
            .col(at("idle_expires_at"))
            .col(at("absolute_expires_at"))
            .foreign_key(&mut fk("sessions", "user_id", "users", ForeignKeyAction::Cascade))
            .take();
        manager.create_table(sessions).await?;
        manager.create_index(unique("sessions", &["hash"])).await?;
        manager.create_index(index("sessions", &["user_id", "id"])).await?;
        manager.create_index(index("sessions", &["idle_expires_at"])).await?;

        let tokens = mutable("access_tokens")
            .col(uuid("user_id"))
            .col(uuid_null("tenant_id"))
            .col(text("name"))
            .col(text("prefix"))
            .col(blob("hash"))
            .col(json_binary("scopes"))
            .col(at_null("expires_at"))
            .col(at_null("last_used_at"))
            .col(at_null("revoked_at"))
            .foreign_key(&mut fk("access_tokens", "user_id", "users", ForeignKeyAction::Cascade))
            .foreign_key(&mut fk("access_tokens", "tenant_id", "tenants", ForeignKeyAction::Cascade))
            .take();
        manager.create_table(tokens).await?;
        manager.create_index(unique("access_tokens", &["hash"])).await?;
        manager.create_index(index("access_tokens", &["user_id", "id"])).await?;

        let throttles = Table::create()
            .table("login_throttles")
            .col(text("key").primary_key())
            .col(integer("failures"))
            .col(at("first_at"))
            .col(at_null("blocked_until"))
            .take();
        manager.create_table(throttles).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["login_throttles", "access_tokens", "sessions"]).await
    }
}
