//! Whether a name is taken, so that it can be said together with everything else that is wrong. The
//! unique index remains what keeps two requests at once apart.

use domain::{Result, id::TypedId, text::is_one_line};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, PaginatorTrait as _, QueryFilter as _, Select,
};

use super::error;
use crate::entity::Id;

/// Whether a row of the query, but for `own`, has the name. `columns` are the name's and the id's.
pub(super) async fn taken<D, E, T, C, M>(
    db: &D,
    query: Select<E>,
    columns: (C, C),
    name: &str,
    own: Option<T>,
) -> Result<bool>
where
    D: ConnectionTrait,
    E: EntityTrait<Model = M>,
    C: ColumnTrait,
    T: TypedId,
    M: FromQueryResult + Sized + Send + Sync,
{
    // Nothing that is stored has such a name, and not every engine takes the question.
    if !is_one_line(name) {
        return Ok(false);
    }
    let (name_column, id) = columns;
    let mut query = query.filter(name_column.eq(name));
    if let Some(own) = own {
        query = query.filter(id.ne(Id(own)));
    }
    Ok(query.count(db).await.map_err(error)? > 0)
}
