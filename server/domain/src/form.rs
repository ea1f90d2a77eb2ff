//! Forms as a browser sends them: flat texts, parsed here so that every invalid field is named at
//! once. Each form can also be made of what is stored, for editing it. To add one: a file here, named
//! after its noun; its fields are named like the paths of errors, with `_` for `.`.

use crate::{
    draft::Check,
    error::{Error, Result},
};

mod api_service;
mod backend;
mod cluster;
mod gateway;
mod lines;
mod plan;
mod policy;
mod product;
mod product_publish;
mod route;

pub use api_service::ApiServiceForm;
pub use backend::BackendForm;
pub use cluster::ClusterForm;
pub use gateway::{GatewayForm, ListenerForm};
pub use plan::PlanForm;
pub use policy::PolicyForm;
pub use product::ProductForm;
pub use product_publish::{AccessForm, PlaceForm, PublishStartForm};
pub use route::RouteForm;

/// What could not be read and what is invalid, together.
fn both<T>(unread: Check, validated: Result<T>) -> Result<T> {
    match (unread.finish(|| Some(())), validated) {
        (Err(Error::Invalid(mut unread)), Err(Error::Invalid(invalid))) => {
            unread.extend(invalid);
            Err(Error::Invalid(unread))
        }
        (Err(error), _) => Err(error),
        (Ok(()), validated) => validated,
    }
}

/// Whether a box was ticked.
fn ticked(text: &str) -> bool {
    matches!(text, "true" | "on")
}

/// A trimmed text, if there is one.
fn some(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}
