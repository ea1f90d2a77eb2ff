//! Queries of clusters.

use domain::{
    Result,
    cluster::{ClusterSpec, ClusterStatus, FoundCapabilities},
    id::ClusterId,
};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait as _};

use super::error;
use crate::{
    Tx,
    entity::{
        Id, Js,
        cluster::{ActiveModel, Entity, Model},
    },
};

/// A cluster's own row, without what is known about its agents.
#[derive(Debug, Clone)]
pub(crate) struct StoredCluster {
    pub(crate) id: ClusterId,
    pub(crate) spec: ClusterSpec,
    pub(crate) status: ClusterStatus,
    pub(crate) found: Option<FoundCapabilities>,
}

fn stored(row: Model) -> StoredCluster {
    StoredCluster { id: row.id.0, spec: spec_of(&row), status: row.status.0, found: row.found.map(|js| js.0) }
}

pub(crate) fn spec_of(row: &Model) -> ClusterSpec {
    ClusterSpec {
        name: row.name.clone(),
        title: row.title.clone(),
        region: row.region.clone(),
        environments: row.environments.0.clone(),
        tenants: row.tenants.as_ref().map(|js| js.0.clone()),
        gateway_class: row.gateway_class.clone(),
        declared: row.declared.0.clone(),
        protocol_pin: row.protocol_pin.0,
        labels: row.labels.0.clone(),
    }
}

/// One of them.
pub(crate) async fn find<C: ConnectionTrait>(db: &C, id: ClusterId) -> Result<Option<StoredCluster>> {
    Ok(Entity::find_by_id(Id(id)).one(db).await.map_err(error)?.map(stored))
}

/// Remembers what an agent found; the operator's version of the row stays.
pub(crate) async fn found(tx: &Tx, id: ClusterId, found: &FoundCapabilities) -> Result<()> {
    let row = ActiveModel { id: Set(Id(id)), found: Set(Some(Js(found.clone()))), ..Default::default() };
    Entity::update(row).exec(tx).await.map_err(error)?;
    Ok(())
}
