//! What the tests share: the real CRD schemas, and the judgement of a manifest by them.

pub(crate) mod crds;
pub(crate) mod envoy_gateway;
pub(crate) mod generated;
pub(crate) mod judge;
pub(crate) mod kubernetes;
pub(crate) mod rules;
pub(crate) mod schema;
pub(crate) mod validate;
pub(crate) mod world;
