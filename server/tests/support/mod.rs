//! What the tests of the server share: the whole server without a network, and people who use it.

pub(crate) mod agents;
pub(crate) mod browser;
pub(crate) mod builders;
pub(crate) mod offer;
pub(crate) mod personas;
pub(crate) mod process;
pub(crate) mod test_app;
#[path = "../../services/tests/support/test_db.rs"]
pub(crate) mod test_db;
