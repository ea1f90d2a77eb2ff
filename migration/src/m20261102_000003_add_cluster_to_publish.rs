//! Version 2, second half: a publish goes to a cluster.
//!
//! Publishes of version 1 become drafts on a default cluster, which is seeded when it is needed:
//! nothing of theirs was delivered by the protocol of version 2. What `down` needs is kept in
//! `v1_publishes`.

use sea_orm_migration::{
    prelude::*,
    schema::*,
    sea_orm::{
        ConnectionTrait, DbBackend,
        prelude::{DateTimeUtc, Uuid},
    },
};

use crate::{
    backfill::Publish,
    m20260601_000002_create_catalogue::{PRODUCT_PUBLISH, product_publish_indexes, product_publishes},
    rebuild::{check_foreign_keys, rebuild},
    table::{drop_tables, fk, index},
};

/// The seeded cluster's id: migrations make no random ones.
const DEFAULT_CLUSTER: Uuid = Uuid::from_u128(0x0193_0000_0000_7000_8000_0000_0000_0001);

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        let saved = Table::create().table("v1_publishes").col(pk_uuid("id")).col(text("status")).take();
        manager.create_table(saved).await?;
        let column = uuid_null("cluster_id");
        manager.alter_table(Table::alter().table("product_publishes").add_column(column).take()).await?;

        let publishes = Publish::all(db).await?;
        if let Some(oldest) = publishes.first() {
            seed_default_cluster(db, oldest.created_at).await?;
        }
        for publish in publishes {
            let save = Query::insert()
                .into_table("v1_publishes")
                .columns(["id", "status"])
                .values_panic([publish.id.into(), publish.status.into()])
                .take();
            db.execute(&save).await?;
        }
        let backfill = Query::update()
            .table("product_publishes")
            .values([("cluster_id", DEFAULT_CLUSTER.into()), ("status", "draft".into())])
            .take();
        db.execute(&backfill).await?;
        require_cluster(manager).await?;
        check_foreign_keys(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        // A publish that has moved on since then keeps its status.
        let status = Query::select()
            .column("status")
            .from("v1_publishes")
            .and_where(Expr::col(("v1_publishes", "id")).equals(("product_publishes", "id")))
            .take();
        let restore = Query::update()
            .table("product_publishes")
            .value("status", Expr::SubQuery(None, Box::new(status.into())))
            .and_where(Expr::col("status").eq("draft"))
            .and_where(Expr::col("id").in_subquery(Query::select().column("id").from("v1_publishes").take()))
            .take();
        db.execute(&restore).await?;
        drop_cluster(manager).await?;
        // Unless somebody has made it their own since.
        let delete = Query::delete()
            .from_table("clusters")
            .and_where(Expr::col("id").eq(DEFAULT_CLUSTER))
            .and_where(Expr::col("version").eq(1))
            .take();
        db.execute(&delete).await?;
        drop_tables(manager, &["v1_publishes"]).await?;
        check_foreign_keys(manager).await
    }
}

async fn require_cluster(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    if manager.get_database_backend() == DbBackend::Sqlite {
        let new = product_publishes("product_publishes_new", true, true);
        let columns = [PRODUCT_PUBLISH, &["gateway_id", "cluster_id"]].concat();
        rebuild(manager, "product_publishes", new, "product_publishes_new", &columns).await?;
        for index in product_publish_indexes() {
            manager.create_index(index).await?;
        }
        manager.create_index(index("product_publishes", &["gateway_id"])).await?;
    } else {
        let column = uuid("cluster_id");
        manager.alter_table(Table::alter().table("product_publishes").modify_column(column).take()).await?;
        let key = fk("product_publishes", "cluster_id", "clusters", ForeignKeyAction::Restrict);
        manager.create_foreign_key(key).await?;
    }
    manager.create_index(index("product_publishes", &["cluster_id", "environment", "status"])).await
}

async fn drop_cluster(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    if manager.get_database_backend() != DbBackend::Sqlite {
        return manager
            .alter_table(Table::alter().table("product_publishes").drop_column("cluster_id").take())
            .await;
    }
    let old = product_publishes("product_publishes_old", true, false);
    let columns = [PRODUCT_PUBLISH, &["gateway_id"]].concat();
    rebuild(manager, "product_publishes", old, "product_publishes_old", &columns).await?;
    for index in product_publish_indexes() {
        manager.create_index(index).await?;
    }
    manager.create_index(index("product_publishes", &["gateway_id"])).await
}

async fn seed_default_cluster(db: &SchemaManagerConnection<'_>, since: DateTimeUtc) -> Result<(), DbErr> {
    let clusters = Query::select().columns(["id", "name"]).from("clusters").take();
    let mut name = "default".to_owned();
    for row in db.query_all(&clusters).await? {
        if row.try_get::<Uuid>("", "id")? == DEFAULT_CLUSTER {
            return Ok(());
        }
        if row.try_get::<String>("", "name")? == name {
            name = "default-v1".to_owned();
        }
    }
    let empty = || serde_json::json!([]).into();
    let insert = Query::insert()
        .into_table("clusters")
        .columns([
            "id",
            "version",
            "labels",
            "created_at",
            "updated_at",
            "name",
            "title",
            "region",
            "environments",
            "status",
            "gateway_class",
            "declared",
            "protocol_pin",
        ])
        .values_panic([
            DEFAULT_CLUSTER.into(),
            1.into(),
            serde_json::json!({}).into(),
            since.into(),
            since.into(),
            name.into(),
            "Default cluster".into(),
            "".into(),
            serde_json::json!(["dev", "staging", "prod"]).into(),
            "active".into(),
            "envoy-gateway".into(),
            empty(),
            "auto".into(),
        ])
        .take();
    db.execute(&insert).await.map(|_| ())
}
