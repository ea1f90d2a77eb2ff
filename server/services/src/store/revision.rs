//! Queries of revisions. They are inserted and read, never changed.

mod standing;

use domain::{
    Error, Result, Timestamp,
    id::{ProductPublishId, RevisionId},
    page::{Page, PageRequest},
    revision::{RevisionSummary, Snapshot},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _, FromQueryResult, Order,
    QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use sha2::{Digest as _, Sha256};

use super::{error, page};
use crate::{
    TenantScope, Tx,
    entity::{
        Id, Js,
        publish_revision::{ActiveModel, Column, Entity},
    },
    settings::Settings,
};

pub(crate) use standing::{addresses, find};

/// A revision without its snapshot.
#[derive(Debug, FromQueryResult)]
struct Summary {
    id: Id<RevisionId>,
    number: i32,
    spec_hash: String,
    author: String,
    note: String,
    created_at: Timestamp,
}

/// The number after the newest one. The publish's row lock keeps it from being given twice.
pub(crate) async fn next_number(tx: &Tx, publish: ProductPublishId) -> Result<i32> {
    let newest = Entity::find()
        .filter(Column::PublishId.eq(Id(publish)))
        .select_only()
        .column(Column::Number)
        .order_by_desc(Column::Number)
        .into_tuple::<i32>()
        .one(tx)
        .await
        .map_err(error)?;
    Ok(newest.unwrap_or(0) + 1)
}

/// Freezes a snapshot.
pub(crate) async fn insert(
    tx: &Tx,
    scope: TenantScope,
    revision: &RevisionSummary,
    snapshot: &Snapshot,
) -> Result<()> {
    let row = ActiveModel {
        id: Set(Id(revision.id)),
        tenant_id: Set(Id(scope.tenant_id())),
        publish_id: Set(Id(snapshot.publish_id)),
        number: Set(revision.number),
        snapshot: Set(Js(snapshot.clone())),
        hostnames: Set(Js(snapshot.hostnames.clone())),
        base_path: Set(snapshot.base_path.clone()),
        spec_hash: Set(revision.spec_hash.clone()),
        author: Set(revision.author.clone()),
        note: Set(revision.note.clone()),
        created_at: Set(revision.created_at),
    };
    Entity::insert(row).exec_without_returning(tx).await.map_err(error)?;
    Ok(())
}

/// The revisions of a publish, newest first, without their snapshots.
pub(crate) async fn list<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    publish: ProductPublishId,
    request: &PageRequest,
    settings: &Settings,
) -> Result<Page<RevisionSummary>> {
    let query = Entity::find()
        .select_only()
        .columns([
            Column::Id,
            Column::Number,
            Column::SpecHash,
            Column::Author,
            Column::Note,
            Column::CreatedAt,
        ])
        .filter(Column::TenantId.eq(Id(scope.tenant_id())))
        .filter(Column::PublishId.eq(Id(publish)));
    let number = |row: &Summary| row.number;
    let rows = page::by_key(db, query, (Column::Number, Order::Desc), request, settings, number).await?;
    Ok(rows.map(|Summary { id, number, spec_hash, author, note, created_at }| RevisionSummary {
        id: id.0,
        number,
        spec_hash,
        author,
        note,
        created_at,
    }))
}

/// SHA-256 of a snapshot's JSON.
pub(crate) fn spec_hash(snapshot: &Snapshot) -> Result<String> {
    let bytes = serde_json::to_vec(snapshot).map_err(|error| {
        tracing::error!(%error, "a snapshot cannot be written as JSON");
        Error::Internal
    })?;
    Ok(hex::encode(Sha256::digest(bytes)))
}
