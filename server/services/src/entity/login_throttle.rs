//! Failed logins of one address or account.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "login_throttles")]
pub(crate) struct Model {
    /// What is throttled, such as `email:…` or `address:…`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) key: String,
    pub(crate) failures: i32,
    /// When the counting began.
    pub(crate) first_at: DateTimeUtc,
    pub(crate) blocked_until: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
