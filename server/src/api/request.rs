//! What a request says besides its body: ids, query parameters, versions, who asks for which tenant.

mod caller;
mod header;
mod if_match;
mod path;
mod query;

pub(crate) use caller::{InTenant, Signed};
pub(crate) use header::{TenantHeader, VersionHeader};
pub(crate) use if_match::IfMatch;
pub(crate) use path::Path;
pub(crate) use query::{Fields, ListParams, PageParams, Parameters, Query, WriteParams};
