//! What the tests share: a database with use cases over it, a server on it, agents.

#[path = "../../../services/tests/support/offer.rs"]
pub(crate) mod offer;
#[path = "../../../services/tests/support/test_db.rs"]
pub(crate) mod test_db;
#[path = "../../../services/tests/support/world.rs"]
#[expect(dead_code, reason = "these tests run at the system's time")]
pub(crate) mod world;

pub(crate) mod client;
pub(crate) mod program;
pub(crate) mod scene;
pub(crate) mod server;
#[path = "../../support/until.rs"]
mod until;

pub(crate) use until::{PATIENCE, until};
