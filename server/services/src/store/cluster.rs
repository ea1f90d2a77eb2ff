//! Queries of clusters. They belong to no tenant: operators run them, providers see those that are
//! open to them.

use std::collections::HashMap;

use domain::{
    Result, Timestamp,
    agent::Presence,
    cluster::{Cluster, ClusterSpec, ClusterStatus, FoundCapabilities},
    id::{ClusterId, TenantId},
    page::{Page, PageRequest},
    text::replaced_in,
};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QuerySelect as _,
    sea_query::LockType,
};

use super::{agent, by_name, error, filter, product_publish, taken};
use crate::{
    Ctx, Tx,
    cluster::ClusterFilter,
    entity::{
        Id, Js, Text,
        cluster::{ActiveModel, Column, Entity, Model},
        cluster_desired,
    },
    settings::Settings,
};

/// A cluster's own row, without what is known about its agents.
#[derive(Debug, Clone)]
pub(crate) struct StoredCluster {
    pub(crate) id: ClusterId,
    pub(crate) version: i64,
    pub(crate) spec: ClusterSpec,
    pub(crate) status: ClusterStatus,
    pub(crate) found: Option<FoundCapabilities>,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
}

fn stored(row: Model) -> StoredCluster {
    StoredCluster {
        id: row.id.0,
        version: row.version,
        spec: ClusterSpec {
            name: row.name,
            title: row.title,
            region: row.region,
            environments: row.environments.0,
            tenants: row.tenants.map(|js| js.0),
            gateway_class: row.gateway_class,
            declared: row.declared.0,
            protocol_pin: row.protocol_pin.0,
            labels: row.labels.0,
        },
        status: row.status.0,
        found: row.found.map(|js| js.0),
        created_at: row.created_at,
        updated_at: row.updated_at,
    }
}

fn row_of(cluster: &StoredCluster) -> ActiveModel {
    let spec = &cluster.spec;
    ActiveModel {
        id: Unchanged(Id(cluster.id)),
        version: Set(cluster.version),
        labels: Set(Js(spec.labels.clone())),
        created_at: Set(cluster.created_at),
        updated_at: Set(cluster.updated_at),
        name: Set(spec.name.clone()),
        title: Set(spec.title.clone()),
        region: Set(spec.region.clone()),
        environments: Set(Js(spec.environments.clone())),
        tenants: Set(spec.tenants.clone().map(Js)),
        status: Set(Text(cluster.status)),
        gateway_class: Set(spec.gateway_class.clone()),
        declared: Set(Js(spec.declared.clone())),
        found: Set(cluster.found.clone().map(Js)),
        protocol_pin: Set(Text(spec.protocol_pin)),
    }
}

/// By name.
pub(crate) async fn list<C: ConnectionTrait>(
    db: &C,
    wanted: &ClusterFilter,
    page: &PageRequest,
    settings: &Settings,
) -> Result<Page<StoredCluster>> {
    let mut query = Entity::find()
        .filter(filter::text([Column::Name, Column::Title], wanted.search.as_deref()))
        .filter(filter::labels(db, Column::Labels, &wanted.labels));
    if let Some(status) = wanted.status {
        query = query.filter(Column::Status.eq(Text(status)));
    }
    let rows = by_name(db, query, (Column::Name, Column::Id), page, settings, |r| (&r.name, r.id)).await?;
    Ok(rows.map(stored))
}

/// Those that are not retired and open to a tenant, by name.
pub(crate) async fn list_open_to<C: ConnectionTrait>(
    db: &C,
    tenant: TenantId,
    page: &PageRequest,
    settings: &Settings,
) -> Result<Page<StoredCluster>> {
    let query = Entity::find()
        .filter(Column::Status.ne(Text(ClusterStatus::Retired)))
        .filter(filter::list_is_null_or_has(db, Column::Tenants, &tenant.to_string()));
    let rows = by_name(db, query, (Column::Name, Column::Id), page, settings, |r| (&r.name, r.id)).await?;
    Ok(rows.map(stored))
}

/// Adds what is known of clusters: their agents' presence, their publishes, their counters.
pub(crate) async fn known<C: ConnectionTrait>(
    db: &C,
    rows: Vec<StoredCluster>,
    ctx: &Ctx,
) -> Result<Vec<Cluster>> {
    let ids: Vec<ClusterId> = rows.iter().map(|row| row.id).collect();
    let mut presence: HashMap<ClusterId, Presence> = HashMap::new();
    for agent in agent::of_clusters(db, &ids, ctx).await? {
        let best = presence.entry(agent.cluster_id).or_insert(agent.presence);
        *best = (*best).min(agent.presence);
    }
    let mut publishes = product_publish::counts(db, &ids).await?;
    let generations: HashMap<ClusterId, i64> = cluster_desired::Entity::find()
        .select_only()
        .columns([cluster_desired::Column::ClusterId, cluster_desired::Column::Generation])
        .filter(cluster_desired::Column::ClusterId.is_in(ids.iter().map(|id| Id(*id))))
        .into_tuple::<(Id<ClusterId>, i64)>()
        .all(db)
        .await
        .map_err(error)?
        .into_iter()
        .map(|(id, generation)| (id.0, generation))
        .collect();
    let cluster = |row: StoredCluster| Cluster {
        id: row.id,
        version: row.version,
        spec: row.spec,
        status: row.status,
        found: row.found,
        presence: presence.get(&row.id).copied(),
        publishes: publishes.remove(&row.id).unwrap_or(0),
        generation: generations.get(&row.id).copied().unwrap_or(0),
        created_at: row.created_at,
        updated_at: row.updated_at,
    };
    Ok(rows.into_iter().map(cluster).collect())
}

/// One of them.
pub(crate) async fn find<C: ConnectionTrait>(db: &C, id: ClusterId) -> Result<Option<StoredCluster>> {
    Ok(Entity::find_by_id(Id(id)).one(db).await.map_err(error)?.map(stored))
}

/// One of them under its row's lock. The id stays, so that rows which refer to it can be added
/// meanwhile: an agent's first connection does that before it queues for the counter.
pub(crate) async fn lock(tx: &Tx, id: ClusterId) -> Result<Option<StoredCluster>> {
    Ok(Entity::find_by_id(Id(id)).lock(LockType::NoKeyUpdate).one(tx).await.map_err(error)?.map(stored))
}

/// Whether another cluster has the name.
pub(crate) async fn name_taken(tx: &Tx, name: &str, own: Option<ClusterId>) -> Result<bool> {
    taken(tx, Entity::find(), (Column::Name, Column::Id), name, own).await
}

/// Adds one.
pub(crate) async fn insert(tx: &Tx, cluster: &StoredCluster) -> Result<()> {
    let row = ActiveModel { id: Set(Id(cluster.id)), ..row_of(cluster) };
    Entity::insert(row).exec_without_returning(tx).await.map_err(error)?;
    Ok(())
}

/// Replaces one that is locked.
pub(crate) async fn update(tx: &Tx, cluster: &StoredCluster) -> Result<()> {
    Entity::update(row_of(cluster)).exec(tx).await.map_err(error)?;
    Ok(())
}

/// Removes one that is locked, with its agents, tokens and desired state.
pub(crate) async fn delete(tx: &Tx, id: ClusterId) -> Result<()> {
    Entity::delete_by_id(Id(id)).exec(tx).await.map_err(error)?;
    Ok(())
}

/// Remembers what an agent found; the operator's version of the row stays.
pub(crate) async fn found(tx: &Tx, id: ClusterId, found: &FoundCapabilities) -> Result<()> {
    let row = ActiveModel { id: Set(Id(id)), found: Set(Some(Js(replaced_in(found)))), ..Default::default() };
    Entity::update(row).exec(tx).await.map_err(error)?;
    Ok(())
}
