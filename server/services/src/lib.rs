//! Use cases. Every public one takes `&Caller` first, authorizes inside, changes and audits in one
//! transaction, and wakes listeners after the commit.
//!
//! A noun's use cases are in `<noun>.rs`, its queries in `store/<noun>.rs`, its rows in
//! `entity/<noun>.rs`. Only `db`, `store` and `entity` know sea-orm.

mod access_token;
mod agent;
mod agent_token;
mod api_service;
mod audit;
mod audit_event;
mod auth;
mod bus;
mod caller;
mod clock;
mod cluster;
mod context;
mod db;
pub mod delivery;
mod desired;
mod entity;
mod gateway;
mod keys;
mod limit;
mod maintenance;
mod membership;
pub mod permission;
mod plan;
mod product;
mod product_publish;
mod publish;
mod registration_token;
mod rendering;
mod services;
mod session;
pub mod settings;
mod store;
mod tenant;
mod user;
mod write;

pub use access_token::AccessTokens;
pub use agent::{Agents, Registered, Registration};
pub use agent_token::{AgentTokens, IssuedToken, REFRESH_CONTEXT};
pub use api_service::{ApiServiceFilter, ApiServices};
pub use audit_event::{AuditEventFilter, AuditEvents};
pub use auth::{Auth, FirstOperator, Identity, SignedIn};
pub use bus::{Bus, Topic};
pub use caller::{Caller, TenantAccess, TenantScope, UserRef, Who};
pub use clock::Clock;
pub use cluster::{ClusterFilter, Clusters};
pub use context::Ctx;
pub use db::{Db, Tx};
pub use delivery::Delivery;
pub use gateway::{GatewayFilter, Gateways};
pub use keys::{InvalidKeys, Keys, Sealed};
pub use maintenance::Maintenance;
pub use membership::{MembershipFilter, Memberships};
pub use plan::Plans;
pub use product::{ProductFilter, Products};
pub use product_publish::{ProductPublishFilter, ProductPublishes};
pub use registration_token::RegistrationTokens;
pub use services::Services;
pub use session::{SessionData, Sessions, StoredSession};
pub use tenant::{TenantFilter, Tenants};
pub use user::{UserFilter, Users};
pub use write::Mode;
