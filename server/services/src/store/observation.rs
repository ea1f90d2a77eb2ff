//! Queries of what agents reported.

use std::collections::HashMap;

use domain::{
    Result,
    id::ClusterId,
    item::{ItemKey, Observation, Phase},
    text::{replaced, replaced_in},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QuerySelect as _,
    sea_query::{ExprTrait as _, IntoCondition, OnConflict},
};

use super::error;
use crate::{
    Tx,
    desired::Seen,
    entity::{
        Id, Js, Text,
        observed::{self, ActiveModel, Column, Entity},
    },
};

pub(crate) fn observation_of(row: observed::Model) -> Observation {
    Observation {
        key: ItemKey { kind: row.kind.0, subject: row.subject },
        generation: row.generation,
        hash: row.hash,
        phase: row.phase.0,
        message: row.message,
        resources: row.resources.0,
        reported_at: row.reported_at,
    }
}

/// The gist of every report: enough to decide what may go on.
pub(crate) async fn seen<C: ConnectionTrait>(db: &C, cluster: ClusterId) -> Result<HashMap<ItemKey, Seen>> {
    gist(db, Column::ClusterId.eq(Id(cluster))).await
}

/// The gist of the reports about some items, and perhaps others of the same subjects.
pub(crate) async fn seen_of<C: ConnectionTrait>(
    db: &C,
    cluster: ClusterId,
    keys: &[ItemKey],
) -> Result<HashMap<ItemKey, Seen>> {
    let subjects = Column::Subject.is_in(keys.iter().map(|key| key.subject.clone()));
    gist(db, Column::ClusterId.eq(Id(cluster)).and(subjects)).await
}

async fn gist<C: ConnectionTrait>(db: &C, which: impl IntoCondition) -> Result<HashMap<ItemKey, Seen>> {
    type Row = (Text<domain::item::ItemKind>, String, i64, String, Text<Phase>, bool);
    let rows: Vec<Row> = Entity::find()
        .select_only()
        .columns([
            Column::Kind,
            Column::Subject,
            Column::Generation,
            Column::Hash,
            Column::Phase,
            Column::Terminal,
        ])
        .filter(which)
        .into_tuple()
        .all(db)
        .await
        .map_err(error)?;
    let keyed = |(kind, subject, generation, hash, phase, terminal): Row| {
        (ItemKey { kind: kind.0, subject }, Seen { generation, hash, phase: phase.0, terminal })
    };
    Ok(rows.into_iter().map(keyed).collect())
}

/// The largest number among the reports; 0 without any.
pub(crate) async fn last_report<C: ConnectionTrait>(db: &C, cluster: ClusterId) -> Result<i64> {
    let last: Option<Option<i64>> = Entity::find()
        .select_only()
        .column_as(Column::ReportSeq.max(), "last")
        .filter(Column::ClusterId.eq(Id(cluster)))
        .into_tuple()
        .one(db)
        .await
        .map_err(error)?;
    Ok(last.flatten().unwrap_or_default())
}

/// Stores the newest report of an item.
pub(crate) async fn put(
    tx: &Tx,
    cluster: ClusterId,
    observation: &Observation,
    terminal: bool,
    report_seq: i64,
) -> Result<()> {
    let row = ActiveModel {
        cluster_id: Set(Id(cluster)),
        kind: Set(Text(observation.key.kind)),
        subject: Set(observation.key.subject.clone()),
        generation: Set(observation.generation),
        hash: Set(observation.hash.clone()),
        phase: Set(Text(observation.phase)),
        message: Set(replaced(&observation.message)),
        resources: Set(Js(replaced_in(&observation.resources))),
        terminal: Set(terminal),
        report_seq: Set(report_seq),
        reported_at: Set(observation.reported_at),
    };
    let on_conflict = OnConflict::columns([Column::ClusterId, Column::Kind, Column::Subject])
        .update_columns([
            Column::Generation,
            Column::Hash,
            Column::Phase,
            Column::Message,
            Column::Resources,
            Column::Terminal,
            Column::ReportSeq,
            Column::ReportedAt,
        ])
        .to_owned();
    Entity::insert(row).on_conflict(on_conflict).exec_without_returning(tx).await.map_err(error)?;
    Ok(())
}

/// Forgets what was reported of an item that is gone.
pub(crate) async fn forget(tx: &Tx, cluster: ClusterId, key: &ItemKey) -> Result<()> {
    let id = (Id(cluster), Text(key.kind), key.subject.clone());
    Entity::delete_by_id(id).exec(tx).await.map_err(error)?;
    Ok(())
}

/// The reports of some items.
pub(crate) async fn of_items<C: ConnectionTrait>(
    db: &C,
    cluster: ClusterId,
    subjects: &[String],
) -> Result<HashMap<ItemKey, Observation>> {
    let rows = Entity::find()
        .filter(Column::ClusterId.eq(Id(cluster)))
        .filter(Column::Subject.is_in(subjects.iter().cloned()))
        .all(db)
        .await
        .map_err(error)?;
    Ok(rows.into_iter().map(observation_of).map(|o| (o.key.clone(), o)).collect())
}
