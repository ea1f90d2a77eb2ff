//! Registration tokens and the agents that used them.

use sea_orm_migration::{prelude::*, schema::*};

use crate::table::{at, at_null, drop_tables, fk, index, mutable, unique};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let agents = mutable("agents")
            .col(uuid("cluster_id"))
            .col(text("name"))
            .col(blob("public_key"))
            .col(text("cluster_uid"))
            .col(text("agent_version"))
            .col(integer("protocol_min"))
            .col(integer("protocol_max"))
            .col(text("state"))
            .col(integer("token_version"))
            .col(at_null("last_seen_at"))
            .foreign_key(&mut fk("agents", "cluster_id", "clusters", ForeignKeyAction::Cascade))
            .take();
        manager.create_table(agents).await?;
        manager.create_index(index("agents", &["cluster_id", "state", "last_seen_at"])).await?;
        // A revoked agent's name may be given again.
        let live =
            unique("agents", &["cluster_id", "name"]).and_where(Expr::cust("state <> 'revoked'")).take();
        manager.create_index(live).await?;

        let tokens = mutable("registration_tokens")
            .col(uuid("cluster_id"))
            .col(text("agent_name"))
            .col(text("prefix"))
            .col(blob("hash"))
            .col(text("created_by"))
            .col(at("expires_at"))
            .col(at_null("used_at"))
            .col(at_null("revoked_at"))
            .col(uuid_null("agent_id"))
            .foreign_key(&mut fk("registration_tokens", "cluster_id", "clusters", ForeignKeyAction::Cascade))
            .foreign_key(&mut fk("registration_tokens", "agent_id", "agents", ForeignKeyAction::Cascade))
            .take();
        manager.create_table(tokens).await?;
        manager.create_index(unique("registration_tokens", &["hash"])).await?;
        manager.create_index(index("registration_tokens", &["cluster_id", "id"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["registration_tokens", "agents"]).await
    }
}
