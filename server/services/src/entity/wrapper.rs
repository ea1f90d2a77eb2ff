//! How the domain's types become column values, once for all of them: the orphan rule asks for
//! wrappers, since `domain` knows no database.

use std::{fmt::Display, str::FromStr};

use domain::id::TypedId;
use sea_orm::{
    ColIdx, DbErr, IntoActiveValue, QueryResult, TryFromU64, TryGetError, TryGetable,
    prelude::{Json, Uuid},
    sea_query::{ArrayType, ColumnType, Nullable, Value, ValueType, ValueTypeErr},
};
use serde::{Serialize, de::DeserializeOwned};

/// A typed id in a UUID column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Id<T>(pub(crate) T);

/// An enum (or another small type) by its text form in a text column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Text<T>(pub(crate) T);

/// Any serializable type in a JSON column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Js<T>(pub(crate) T);

/// Implements what sea-orm asks of a column's type, given the value it is stored as.
macro_rules! column {
    ($wrapper:ident [$t:ident: $($bound:tt)+] stored as $raw:ty, write $write:expr, read $read:expr) => {
        impl<$t: $($bound)+> From<$wrapper<$t>> for Value {
            fn from(value: $wrapper<$t>) -> Self {
                let write: fn($t) -> $raw = $write;
                write(value.0).into()
            }
        }

        impl<$t: $($bound)+> TryGetable for $wrapper<$t> {
            fn try_get_by<I: ColIdx>(row: &QueryResult, index: I) -> Result<Self, TryGetError> {
                let read: fn($raw) -> Result<$t, String> = $read;
                let wrong = |e| TryGetError::DbErr(DbErr::Type(e));
                read(<$raw>::try_get_by(row, index)?).map(Self).map_err(wrong)
            }
        }

        impl<$t: $($bound)+> ValueType for $wrapper<$t> {
            fn try_from(value: Value) -> Result<Self, ValueTypeErr> {
                let read: fn($raw) -> Result<$t, String> = $read;
                read(<$raw as ValueType>::try_from(value)?).map(Self).map_err(|_| ValueTypeErr)
            }
            fn type_name() -> String {
                stringify!($wrapper).to_owned()
            }
            fn array_type() -> ArrayType {
                <$raw as ValueType>::array_type()
            }
            fn column_type() -> ColumnType {
                <$raw as ValueType>::column_type()
            }
        }

        impl<$t: $($bound)+> Nullable for $wrapper<$t> {
            fn null() -> Value {
                <$raw as Nullable>::null()
            }
        }

        impl<$t: $($bound)+> IntoActiveValue<$wrapper<$t>> for $wrapper<$t> {
            fn into_active_value(self) -> sea_orm::ActiveValue<$wrapper<$t>> {
                sea_orm::ActiveValue::Set(self)
            }
        }

        /// No key of ours counts up.
        impl<$t: $($bound)+> TryFromU64 for $wrapper<$t> {
            fn try_from_u64(_: u64) -> Result<Self, DbErr> {
                Err(DbErr::ConvertFromU64(stringify!($wrapper)))
            }
        }
    };
}

column!(Id [T: TypedId] stored as Uuid, write |id| id.uuid(), read |uuid| Ok(T::from_uuid(uuid)));

column!(
    Text [T: Display + FromStr<Err: Display>] stored as String,
    write |value| value.to_string(),
    read |text| text.parse().map_err(|e: T::Err| e.to_string())
);

column!(
    Js [T: Serialize + DeserializeOwned] stored as Json,
    // Our types have string keys and no failing serializers; a lost value would be refused on reading.
    write |value| serde_json::to_value(value).unwrap_or_default(),
    read |json| serde_json::from_value(json).map_err(|e| e.to_string())
);
