//! Wake-ups for agents, who holds a cluster's stream, and what agents reported.

use sea_orm_migration::{prelude::*, schema::*};

use crate::table::{at, at_null, drop_tables, fk, index, table, unique};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let commands = table("commands")
            .col(text("idempotency_key"))
            .col(uuid("cluster_id"))
            .col(text("action"))
            .col(text("kind"))
            .col(text("subject"))
            .col(big_integer("target_generation"))
            .col(text("state"))
            .col(integer("attempt"))
            .col(at("not_before"))
            .col(big_integer_null("session_epoch"))
            .col(at_null("lease_until"))
            .col(at("created_at"))
            .col(at("updated_at"))
            .foreign_key(&mut fk("commands", "cluster_id", "clusters", ForeignKeyAction::Cascade))
            .take();
        manager.create_table(commands).await?;
        manager.create_index(unique("commands", &["idempotency_key"])).await?;
        manager.create_index(index("commands", &["cluster_id", "state", "not_before"])).await?;
        // At most one live deploy command for an item: a newer wish moves its target instead.
        let live = index("commands", &["cluster_id", "kind", "subject"])
            .name("uq_commands_live_deploy")
            .unique()
            .and_where(Expr::cust("action = 'deploy' AND state IN ('pending', 'sent', 'acked')"))
            .take();
        manager.create_index(live).await?;

        let sessions = Table::create()
            .table("agent_sessions")
            .col(uuid("cluster_id").primary_key())
            .col(uuid("agent_id"))
            .col(big_integer("session_epoch"))
            .col(text("replica"))
            .col(text("instance"))
            .col(integer("protocol"))
            .col(at("connected_at"))
            .col(at_null("disconnected_at"))
            .foreign_key(&mut fk("agent_sessions", "cluster_id", "clusters", ForeignKeyAction::Cascade))
            .foreign_key(&mut fk("agent_sessions", "agent_id", "agents", ForeignKeyAction::Cascade))
            .take();
        manager.create_table(sessions).await?;

        let observed = Table::create()
            .table("observed")
            .col(uuid("cluster_id"))
            .col(text("kind"))
            .col(text("subject"))
            .col(big_integer("generation"))
            .col(text("hash"))
            .col(text("phase"))
            .col(text("message"))
            .col(json_binary("resources"))
            .col(big_integer("report_seq"))
            .col(at("reported_at"))
            .primary_key(Index::create().col("cluster_id").col("kind").col("subject"))
            .foreign_key(&mut fk("observed", "cluster_id", "clusters", ForeignKeyAction::Cascade))
            .take();
        manager.create_table(observed).await?;
        manager.create_index(index("observed", &["subject"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["observed", "agent_sessions", "commands"]).await
    }
}
