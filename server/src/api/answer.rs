//! Answers with the version they show.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{
    api_service::ApiService, cluster::Cluster, gateway::Gateway, membership::Membership, plan::Plan,
    product::Product, product_publish::ProductPublish, tenant::Tenant, user::User,
};
use serde::Serialize;

/// Has a version, which is its ETag.
pub(crate) trait Versioned: Serialize {
    fn version(&self) -> i64;
    /// The last part of its address.
    fn key(&self) -> String;
}

macro_rules! versioned {
    ($($noun:ty),+ $(,)?) => {$(
        impl Versioned for $noun {
            fn version(&self) -> i64 {
                self.version
            }
            fn key(&self) -> String {
                self.id.to_string()
            }
        }
    )+};
}

versioned!(ApiService, Cluster, Gateway, Membership, Plan, Product, ProductPublish, Tenant, User);

/// 200 with its ETag.
#[derive(Debug)]
pub(crate) struct Found<T>(pub(crate) T);

impl<T: Versioned> IntoResponse for Found<T> {
    fn into_response(self) -> Response {
        let tag = HeaderValue::from_str(&format!("\"{}\"", self.0.version()));
        let mut response = Json(self.0).into_response();
        if let Ok(tag) = tag {
            response.headers_mut().insert(header::ETAG, tag);
        }
        response
    }
}

/// 201 with its address and ETag; 200 without an address when nothing was made.
#[derive(Debug)]
pub(crate) struct Created<T> {
    pub(crate) noun: T,
    /// The address of its list.
    pub(crate) list: String,
    pub(crate) dry_run: bool,
}

impl<T: Versioned> IntoResponse for Created<T> {
    fn into_response(self) -> Response {
        let location = HeaderValue::from_str(&format!("{}/{}", self.list, self.noun.key()));
        let mut response = Found(self.noun).into_response();
        if let (Ok(location), false) = (location, self.dry_run) {
            *response.status_mut() = StatusCode::CREATED;
            response.headers_mut().insert(header::LOCATION, location);
        }
        response
    }
}
