//! Queries of the server's signing keys.

use domain::{
    Result, Timestamp,
    id::SigningKeyId,
    signing_key::{KeyPurpose, KeyStatus},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _,
    sea_query::{Expr, OnConflict},
};

use super::error;
use crate::{
    Sealed, Tx,
    entity::{
        Id, Text,
        signing_key::{ActiveModel, Column, Entity, Model},
    },
};

/// A key; its private half is sealed.
#[derive(Debug, Clone)]
pub(crate) struct StoredKey {
    pub(crate) id: SigningKeyId,
    pub(crate) public: [u8; 32],
    pub(crate) sealed: Sealed,
}

fn key_of(row: Model) -> Option<StoredKey> {
    Some(StoredKey {
        id: row.id.0,
        public: row.public_key.try_into().ok()?,
        sealed: Sealed { kid: row.sealed_kid, bytes: row.sealed_private_key },
    })
}

/// The key that signs now.
pub(crate) async fn active(tx: &Tx, purpose: KeyPurpose) -> Result<Option<StoredKey>> {
    let row = Entity::find()
        .filter(Column::Purpose.eq(Text(purpose)))
        .filter(Column::Status.eq(Text(KeyStatus::Active)))
        .one(tx)
        .await
        .map_err(error)?;
    Ok(row.and_then(key_of))
}

/// A key by its id, retired or not.
pub(crate) async fn find<C: ConnectionTrait>(
    db: &C,
    purpose: KeyPurpose,
    id: SigningKeyId,
) -> Result<Option<StoredKey>> {
    let row =
        Entity::find_by_id(Id(id)).filter(Column::Purpose.eq(Text(purpose))).one(db).await.map_err(error)?;
    Ok(row.and_then(key_of))
}

/// Adds an active key unless there is one.
pub(crate) async fn insert(tx: &Tx, purpose: KeyPurpose, key: &StoredKey, now: Timestamp) -> Result<()> {
    let row = ActiveModel {
        id: Set(Id(key.id)),
        purpose: Set(Text(purpose)),
        status: Set(Text(KeyStatus::Active)),
        public_key: Set(key.public.to_vec()),
        sealed_kid: Set(key.sealed.kid.clone()),
        sealed_private_key: Set(key.sealed.bytes.clone()),
        created_at: Set(now),
        retired_at: Set(None),
    };
    let one_active = OnConflict::column(Column::Purpose)
        .target_and_where(Expr::cust("status = 'active'"))
        .do_nothing()
        .to_owned();
    Entity::insert(row).on_conflict(one_active).exec_without_returning(tx).await.map_err(error)?;
    Ok(())
}

/// Key ids of `IMP_KEYS` that sealed rows name: all of them must be known at the start.
pub(crate) async fn sealing_kids<C: ConnectionTrait>(db: &C) -> Result<Vec<String>> {
    use sea_orm::QuerySelect as _;
    Entity::find()
        .select_only()
        .column(Column::SealedKid)
        .distinct()
        .into_tuple()
        .all(db)
        .await
        .map_err(error)
}
