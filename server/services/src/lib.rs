//! Use cases. Every public one takes `&Caller` first, authorizes inside, changes and audits in one
//! transaction, and wakes listeners after the commit.
//!
//! A noun's use cases are in `<noun>.rs`, its queries in `store/<noun>.rs`, its rows in
//! `entity/<noun>.rs`. Only `db`, `store` and `entity` know sea-orm.

mod bus;
mod caller;
mod clock;
mod context;
mod db;
mod entity;
mod keys;
pub mod permission;
pub mod settings;

pub use bus::{Bus, Topic};
pub use caller::{Caller, TenantAccess, TenantScope, UserRef, Who};
pub use clock::Clock;
pub use context::Ctx;
pub use db::{Db, Tx};
pub use keys::{InvalidKeys, Keys, Sealed};
