//! What every cluster should have: the truth of delivery.

use sea_orm_migration::{prelude::*, schema::*};

use crate::table::{at, drop_tables, fk, index};

/// SHA-256 of nothing: no item is present.
const EMPTY_SET: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let desired = Table::create()
            .table("cluster_desired")
            .col(uuid("cluster_id").primary_key())
            .col(big_integer("hub_epoch"))
            .col(big_integer("generation"))
            .col(text("set_hash"))
            .foreign_key(&mut fk("cluster_desired", "cluster_id", "clusters", ForeignKeyAction::Cascade))
            .take();
        manager.create_table(desired).await?;
        // What is there already gets what a new cluster gets: an empty state.
        let cluster = [Expr::col("id"), 1.into(), 0.into(), EMPTY_SET.into()];
        let rows = Query::select().exprs(cluster).from("clusters").take();
        let counters = Query::insert()
            .into_table("cluster_desired")
            .columns(["cluster_id", "hub_epoch", "generation", "set_hash"])
            .select_from(rows)
            .map_err(|e| DbErr::Migration(format!("counting for clusters: {e}")))?
            .take();
        manager.execute(counters).await?;

        let log = Table::create()
            .table("desired_log")
            .col(uuid("cluster_id"))
            .col(big_integer("generation"))
            .col(big_integer("hub_epoch"))
            .col(text("set_hash"))
            .col(at("created_at"))
            .primary_key(Index::create().col("cluster_id").col("generation"))
            .foreign_key(&mut fk("desired_log", "cluster_id", "clusters", ForeignKeyAction::Cascade))
            .take();
        manager.create_table(log).await?;

        let sets = Table::create()
            .table("manifest_sets")
            .col(text("hash").primary_key())
            .col(blob("bytes"))
            .col(at("created_at"))
            .take();
        manager.create_table(sets).await?;

        // A tombstone is an item without a hash.
        let items = Table::create()
            .table("desired_items")
            .col(uuid("cluster_id"))
            .col(text("kind"))
            .col(text("subject"))
            .col(big_integer("generation"))
            .col(json_binary("needs"))
            .col(text_null("hash"))
            .col(at("updated_at"))
            .primary_key(Index::create().col("cluster_id").col("kind").col("subject"))
            .foreign_key(&mut fk("desired_items", "cluster_id", "clusters", ForeignKeyAction::Cascade))
            .foreign_key(
                ForeignKey::create()
                    .name("fk_desired_items_hash")
                    .from("desired_items", "hash")
                    .to("manifest_sets", "hash"),
            )
            .take();
        manager.create_table(items).await?;
        manager.create_index(index("desired_items", &["cluster_id", "generation"])).await?;
        manager.create_index(index("desired_items", &["hash"])).await?;
        manager.create_index(index("desired_items", &["subject"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["desired_items", "manifest_sets", "desired_log", "cluster_desired"]).await
    }
}
