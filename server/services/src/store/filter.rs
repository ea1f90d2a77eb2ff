//! Conditions that several lists share. In custom SQL a place is `$1` on PostgreSQL and `?` on SQLite.

use domain::labels::Labels;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend,
    sea_query::{Condition, Expr, ExprTrait as _, Func, LikeExpr},
};

/// Any of the columns contains the text, without case.
pub(super) fn text<C: ColumnTrait>(columns: [C; 2], search: Option<&str>) -> Condition {
    let Some(search) = search.map(str::trim).filter(|s| !s.is_empty()) else { return Condition::all() };
    let escaped: String = search
        .to_lowercase()
        .chars()
        .flat_map(|c| if matches!(c, '%' | '_' | '\\') { vec!['\\', c] } else { vec![c] })
        .collect();
    let pattern = LikeExpr::new(format!("%{escaped}%")).escape('\\');
    columns.into_iter().fold(Condition::any(), |any, column| {
        any.add(Expr::expr(Func::lower(Expr::col(column.as_column_ref()))).like(pattern.clone()))
    })
}

/// The row carries all the labels.
pub(super) fn labels<D: ConnectionTrait, C: ColumnTrait>(db: &D, column: C, labels: &Labels) -> Condition {
    labels.iter().fold(Condition::all(), |all, (key, value)| {
        let column = Expr::col(column.as_column_ref());
        all.add(match db.get_database_backend() {
            DbBackend::Postgres => {
                Expr::cust_with_exprs("$1 ->> $2 = $3", [column, Expr::value(key), Expr::value(value)])
            }
            _ => Expr::cust_with_exprs(
                "json_extract(?, '$.' || json_quote(?)) = ?",
                [column, Expr::value(key), Expr::value(value)],
            ),
        })
    })
}

/// The JSON list holds the text.
pub(super) fn list_has<D: ConnectionTrait, C: ColumnTrait>(db: &D, column: C, value: &str) -> Expr {
    let json = Expr::col(column.as_column_ref());
    match db.get_database_backend() {
        DbBackend::Postgres => {
            Expr::cust_with_exprs("$1 @> jsonb_build_array($2::text)", [json, Expr::value(value)])
        }
        _ => Expr::cust_with_exprs(
            "EXISTS (SELECT 1 FROM json_each(?) WHERE value = ?)",
            [json, Expr::value(value)],
        ),
    }
}

/// The JSON list is absent, or holds the text.
pub(super) fn list_is_null_or_has<D: ConnectionTrait, C: ColumnTrait>(
    db: &D,
    column: C,
    value: &str,
) -> Condition {
    Condition::any().add(column.is_null()).add(list_has(db, column, value))
}
