//! The few shapes that columns and keys of this schema have.

use sea_orm_migration::{prelude::*, schema::*};

/// A table with a UUID as its key.
pub(crate) fn table(name: &'static str) -> TableCreateStatement {
    Table::create().table(name).col(pk_uuid("id")).take()
}

/// A table whose rows change: optimistic lock, labels and times.
pub(crate) fn mutable(name: &'static str) -> TableCreateStatement {
    table(name)
        .col(big_integer("version").default(1))
        .col(json_binary("labels"))
        .col(at("created_at"))
        .col(at("updated_at"))
        .take()
}

/// A moment, in UTC with microseconds.
pub(crate) fn at(name: &'static str) -> ColumnDef {
    timestamp_with_time_zone(name)
}

/// A moment that may not have come.
pub(crate) fn at_null(name: &'static str) -> ColumnDef {
    timestamp_with_time_zone_null(name)
}

/// A foreign key to the column `id` of another table, named after both sides.
pub(crate) fn fk(
    table: &'static str,
    column: &'static str,
    to: &'static str,
    on_delete: ForeignKeyAction,
) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("fk_{table}_{column}"))
        .from(table, column)
        .to(to, "id")
        .on_delete(on_delete)
        .take()
}

/// An index, named after its columns.
pub(crate) fn index(table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create();
    index.name(format!("idx_{table}_{}", columns.join("_"))).table(table);
    for column in columns {
        index.col(*column);
    }
    index
}

/// A unique index, named after its columns: the services tell from the name what is taken.
pub(crate) fn unique(table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    index(table, columns).name(format!("uq_{table}_{}", columns.join("_"))).unique().take()
}

/// Drops tables in the given order, children first.
pub(crate) async fn drop_tables(manager: &SchemaManager<'_>, names: &[&'static str]) -> Result<(), DbErr> {
    for name in names {
        manager.drop_table(Table::drop().table(*name).take()).await?;
    }
    Ok(())
}
