//! SQLite cannot add or drop a column under a foreign key: the table is made anew and its rows are
//! copied (<https://sqlite.org/lang_altertable.html#otheralter>). Needs foreign keys to be off, as
//! they are on the migrator's connection: with them on, dropping the old table deletes its children.

use sea_orm_migration::prelude::*;

/// Replaces `table` by `new`, which has another name. `columns` are copied; indexes are not.
pub(crate) async fn rebuild(
    manager: &SchemaManager<'_>,
    table: &'static str,
    new: TableCreateStatement,
    new_name: &'static str,
    columns: &[&'static str],
) -> Result<(), DbErr> {
    manager.create_table(new).await?;
    let rows = Query::select().columns(columns.iter().copied()).from(table).take();
    let copy = Query::insert()
        .into_table(new_name)
        .columns(columns.iter().copied())
        .select_from(rows)
        .map_err(|e| DbErr::Migration(format!("copying {table}: {e}")))?
        .take();
    manager.execute(copy).await?;
    manager.drop_table(Table::drop().table(table).take()).await?;
    manager.rename_table(Table::rename().table(new_name, table).take()).await
}

/// Refuses to commit when a row points nowhere. PostgreSQL checks by itself.
pub(crate) async fn check_foreign_keys(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let db = manager.get_connection();
    if db.get_database_backend() != sea_orm::DbBackend::Sqlite {
        return Ok(());
    }
    let sql = sea_orm::Statement::from_string(sea_orm::DbBackend::Sqlite, "PRAGMA foreign_key_check");
    match db.query_one_raw(sql).await? {
        None => Ok(()),
        Some(row) => {
            let table: String = row.try_get_by_index(0)?;
            let parent: String = row.try_get_by_index(2)?;
            Err(DbErr::Migration(format!("a row of {table} points to a missing row of {parent}")))
        }
    }
}
