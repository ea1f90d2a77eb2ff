//! What the tests of use cases share. `test_db` is included by the server's tests too.

pub(crate) mod fake_agent;
pub(crate) mod offer;
pub(crate) mod people;
pub(crate) mod test_db;
pub(crate) mod world;
