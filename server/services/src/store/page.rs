//! Lists by keyset: a cursor holds the sort key of the last item seen, so that a page costs the same
//! wherever it starts and nothing is skipped when rows come and go.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{
    Code, Error, Result,
    id::TypedId,
    page::{Page, PageRequest},
    text::is_one_line,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, Order, QueryFilter as _, QueryOrder as _, QuerySelect as _,
    Select, Value, sea_query::Condition,
};
use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;

use super::error;
use crate::{entity::Id, settings::Settings};

/// How many rows a request gets.
fn limit(page: &PageRequest, settings: &Settings) -> Result<u64> {
    match page.limit {
        None => Ok(u64::from(settings.page_default)),
        Some(n) if (1..=settings.page_max).contains(&n) => Ok(u64::from(n)),
        Some(_) => {
            let reason = domain::Reason::new(Code::OutOfRange).with("min", 1).with("max", settings.page_max);
            Err(Error::field("limit", reason))
        }
    }
}

fn bad_cursor() -> Error {
    Error::field("cursor", Code::BadCursor)
}

/// Ascending by a unique-enough name, then by id.
pub(super) async fn by_name<D, E, T, C, M>(
    db: &D,
    query: Select<E>,
    columns: (C, C),
    page: &PageRequest,
    settings: &Settings,
    key: impl Fn(&M) -> (&str, Id<T>),
) -> Result<Page<M>>
where
    D: ConnectionTrait,
    E: EntityTrait<Model = M>,
    C: ColumnTrait,
    T: TypedId,
    M: sea_orm::FromQueryResult + Send + Sync,
{
    let limit = limit(page, settings)?;
    let (name, id) = columns;
    let mut query = query.order_by_asc(name).order_by_asc(id);
    if let Some(cursor) = &page.cursor {
        let (seen_name, seen_id) = name_and_id(cursor)?;
        let after = Condition::any()
            .add(name.gt(seen_name.clone()))
            .add(Condition::all().add(name.eq(seen_name)).add(id.gt(seen_id)));
        query = query.filter(after);
    }
    let rows = query.limit(limit + 1).all(db).await.map_err(error)?;
    cut(rows, limit, |row| {
        let (name, id) = key(row);
        (name.to_owned(), id.0.uuid())
    })
}

/// Descending by id: ids sort by creation.
pub(super) async fn newest_first<D, E, T, C, M>(
    db: &D,
    query: Select<E>,
    id: C,
    page: &PageRequest,
    settings: &Settings,
    key: impl Fn(&M) -> Id<T>,
) -> Result<Page<M>>
where
    D: ConnectionTrait,
    E: EntityTrait<Model = M>,
    C: ColumnTrait,
    T: TypedId,
    M: sea_orm::FromQueryResult + Send + Sync,
{
    by_key(db, query, (id, Order::Desc), page, settings, |row| key(row).0.uuid()).await
}

/// By a column that no two rows share. `M` may be a part of the rows.
pub(super) async fn by_key<D, E, C, M, K>(
    db: &D,
    query: Select<E>,
    (column, order): (C, Order),
    page: &PageRequest,
    settings: &Settings,
    key: impl Fn(&M) -> K,
) -> Result<Page<M>>
where
    D: ConnectionTrait,
    E: EntityTrait,
    C: ColumnTrait,
    M: sea_orm::FromQueryResult + Send + Sync,
    K: Serialize + DeserializeOwned + Into<Value>,
{
    let limit = limit(page, settings)?;
    let mut query = query.order_by(column, order.clone());
    if let Some(cursor) = &page.cursor {
        let seen: K = decode(cursor)?;
        query = query.filter(if order == Order::Desc { column.lt(seen) } else { column.gt(seen) });
    }
    let rows = query.limit(limit + 1).into_model::<M>().all(db).await.map_err(error)?;
    cut(rows, limit, key)
}

/// One row more than asked for was read: it tells whether there is a next page.
fn cut<M, K: Serialize>(mut rows: Vec<M>, limit: u64, key: impl Fn(&M) -> K) -> Result<Page<M>> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next_cursor = match rows.last() {
        Some(last) if more => {
            let json = serde_json::to_vec(&key(last)).map_err(|_| Error::Internal)?;
            Some(URL_SAFE_NO_PAD.encode(json))
        }
        _ => None,
    };
    Ok(Page { items: rows, next_cursor })
}

fn name_and_id(cursor: &str) -> Result<(String, Uuid)> {
    // No stored name has control characters, and not every engine takes them in a question.
    decode(cursor).and_then(
        |(name, id): (String, Uuid)| if is_one_line(&name) { Ok((name, id)) } else { Err(bad_cursor()) },
    )
}

fn decode<K: DeserializeOwned>(cursor: &str) -> Result<K> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| bad_cursor())?;
    serde_json::from_slice(&bytes).map_err(|_| bad_cursor())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_nothing_can_have_is_no_place() {
        for (name, fine) in [("orders", true), ("a b", true), ("\0", false), ("a\n", false)] {
            let cursor = URL_SAFE_NO_PAD.encode(serde_json::to_vec(&(name, Uuid::nil())).unwrap_or_default());
            assert_eq!(name_and_id(&cursor).is_ok(), fine, "{name:?}");
        }
    }
}
