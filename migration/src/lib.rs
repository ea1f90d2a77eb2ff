//! The schema's history, for both engines. To change the schema: one new file, at the end of the
//! list in `Migrator`; `README.md` says how (expand, then contract).

mod backfill;
mod connection;
mod rebuild;
mod table;

mod m20260601_000001_create_tenancy;
mod m20260601_000002_create_catalogue;
mod m20261102_000001_create_clusters;
mod m20261102_000002_move_gateway_to_publish;
mod m20261102_000003_add_cluster_to_publish;
mod m20261103_000001_create_agents;
mod m20261103_000002_create_sessions;
mod m20261103_000003_create_server_state;
mod m20261104_000001_create_publish_revisions;
mod m20261104_000002_create_desired_state;
mod m20261104_000003_create_commands;
mod m20261105_000001_add_first_revision;
mod m20261105_000001_add_terminal_to_observed;
mod m20261105_000002_add_notice_to_agent;

pub use connection::{Step, down, pending, status, up};
pub use sea_orm_migration::DbErr;

use sea_orm_migration::prelude::*;

/// Every migration, oldest first.
#[derive(Debug)]
struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20260601_000001_create_tenancy::Migration),
            Box::new(m20260601_000002_create_catalogue::Migration),
            Box::new(m20261102_000001_create_clusters::Migration),
            Box::new(m20261102_000002_move_gateway_to_publish::Migration),
            Box::new(m20261102_000003_add_cluster_to_publish::Migration),
            Box::new(m20261103_000001_create_agents::Migration),
            Box::new(m20261103_000002_create_sessions::Migration),
            Box::new(m20261103_000003_create_server_state::Migration),
            Box::new(m20261104_000001_create_publish_revisions::Migration),
            Box::new(m20261104_000002_create_desired_state::Migration),
            Box::new(m20261104_000003_create_commands::Migration),
            Box::new(m20261105_000001_add_first_revision::Migration),
            Box::new(m20261105_000001_add_terminal_to_observed::Migration),
            Box::new(m20261105_000002_add_notice_to_agent::Migration),
        ]
    }
}
