//! A key the server signs with; its private half is sealed by `Keys`.

use super::{Id, Text};
use domain::{
    id::SigningKeyId,
    signing_key::{KeyPurpose, KeyStatus},
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "signing_keys")]
pub(crate) struct Model {
    /// Also the JWT's `kid`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Id<SigningKeyId>,
    pub(crate) purpose: Text<KeyPurpose>,
    pub(crate) status: Text<KeyStatus>,
    pub(crate) public_key: Vec<u8>,
    pub(crate) sealed_kid: String,
    pub(crate) sealed_private_key: Vec<u8>,
    pub(crate) created_at: DateTimeUtc,
    pub(crate) retired_at: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
