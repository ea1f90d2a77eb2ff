//! What the server itself remembers: signing keys, settings, and the audit log.

use sea_orm_migration::{prelude::*, schema::*};

use crate::table::{at, at_null, drop_tables, index, table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let keys = table("signing_keys")
            .col(text("purpose"))
            .col(text("status"))
            .col(blob("public_key"))
            .col(text("sealed_kid"))
            .col(blob("sealed_private_key"))
            .col(at("created_at"))
            .col(at_null("retired_at"))
            .take();
        manager.create_table(keys).await?;
        // One key signs for a purpose; retired ones go on verifying.
        let signing = index("signing_keys", &["purpose"])
            .name("uq_signing_keys_purpose")
            .unique()
            .and_where(Expr::cust("status = 'active'"))
            .take();
        manager.create_index(signing).await?;

        let settings = Table::create()
            .table("server_settings")
            .col(text("key").primary_key())
            .col(json_binary("value"))
            .col(at("updated_at"))
            .take();
        manager.create_table(settings).await?;

        // No foreign keys: the log outlives what it is about.
        let events = table("audit_events")
            .col(at("at"))
            .col(text("actor"))
            .col(uuid_null("tenant_id"))
            .col(text("action"))
            .col(text("resource_type"))
            .col(text("resource_id"))
            .col(text("request_id"))
            .col(json_binary_null("before"))
            .col(json_binary_null("after"))
            .take();
        manager.create_table(events).await?;
        manager.create_index(index("audit_events", &["tenant_id", "id"])).await?;
        manager.create_index(index("audit_events", &["resource_type", "resource_id", "id"])).await?;
        manager.create_index(index("audit_events", &["at"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["audit_events", "server_settings", "signing_keys"]).await
    }
}
