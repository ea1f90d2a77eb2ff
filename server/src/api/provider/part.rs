//! `/v1/provider/api-services/{id}/routes|backends|policies`: one part of a service at a time, by its
//! name. Its version is the service's.

use axum::{
    Json,
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{
    Error, Result,
    api_service::{ApiService, ApiServiceSpec},
    backend::Backend,
    draft::Check,
    id::ApiServiceId,
    policy::Policy,
    route::Route,
};
use serde::Serialize;
use services::{Caller, Mode};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    api::{
        body::{Body, Draft},
        problem::Problem,
        request::{IfMatch, InTenant, Path, Query, TenantHeader, VersionHeader, WriteParams},
    },
    state::AppState,
};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().merge(route::routes()).merge(backend::routes()).merge(policy::routes())
}

/// A named part of a service.
trait Part: Draft + Clone + Serialize + Sync {
    const NOUN: &'static str;
    /// The field of the service that holds them.
    const FIELD: &'static str;
    fn all(spec: &ApiServiceSpec) -> &Vec<Self>;
    fn all_mut(spec: &mut ApiServiceSpec) -> &mut Vec<Self>;
    fn name(&self) -> &str;
    /// Adds it, or replaces the one of that name; tells where it is.
    fn put(self, spec: &mut ApiServiceSpec, name: Option<&str>) -> Result<usize>;
}

/// A part, or all of them, under the service's version.
struct Tagged<T>(StatusCode, i64, T);

impl<T: Serialize> IntoResponse for Tagged<T> {
    fn into_response(self) -> Response {
        let mut response = (self.0, Json(self.2)).into_response();
        if let Ok(tag) = HeaderValue::from_str(&format!("\"{}\"", self.1)) {
            response.headers_mut().insert(header::ETAG, tag);
        }
        response
    }
}

/// What happens to the parts of a service.
enum Change<P> {
    Add(P),
    Replace(String, P),
    Remove(String),
}

async fn service(state: &AppState, caller: &Caller, id: ApiServiceId) -> Result<ApiService> {
    state.services.api_service.get(caller, id).await
}

fn find<P: Part>(service: &ApiService, name: &str) -> Result<P> {
    let part = P::all(&service.spec).iter().find(|p| p.name() == name);
    part.cloned().ok_or_else(|| Error::not_found(P::NOUN))
}

/// Makes the change; the part's errors are told by its own fields.
async fn change<P: Part>(
    state: &AppState,
    caller: &Caller,
    (id, version): (ApiServiceId, i64),
    dry_run: bool,
    change: Change<P>,
) -> Result<ApiService> {
    let mut at = 0;
    let apply = |spec: &mut ApiServiceSpec| {
        match change {
            Change::Add(part) => at = part.put(spec, None)?,
            Change::Replace(name, part) => at = part.put(spec, Some(&name))?,
            Change::Remove(name) => {
                let parts = P::all_mut(spec);
                let there = parts.iter().position(|p| p.name() == name);
                parts.remove(there.ok_or_else(|| Error::not_found(P::NOUN))?);
            }
        }
        Ok(())
    };
    let mode = Mode::dry_run(dry_run);
    let done = state.services.api_service.edit(caller, id, Some(version), mode, apply).await;
    done.map_err(|error| match error {
        Error::Invalid(mut fields) => {
            let prefix = format!("{}[{at}].", P::FIELD);
            for field in &mut fields {
                if let Some(own) = field.field.strip_prefix(&prefix) {
                    field.field = own.to_owned();
                }
            }
            Error::Invalid(fields)
        }
        other => other,
    })
}

macro_rules! part {
    ($module:ident, $part:ident, $noun:literal, $field:ident, $put:ident, $list:literal, $one:literal, [$($op:literal)+]) => {
        impl Draft for $part {
            fn judge(self) -> Result<()> {
                let mut check = Check::new();
                part!(@check $part, self, check);
                check.finish(|| Some(()))
            }
        }

        impl Part for $part {
            const NOUN: &'static str = $noun;
            const FIELD: &'static str = stringify!($field);
            fn all(spec: &ApiServiceSpec) -> &Vec<Self> {
                &spec.$field
            }
            fn all_mut(spec: &mut ApiServiceSpec) -> &mut Vec<Self> {
                &mut spec.$field
            }
            fn name(&self) -> &str {
                &self.name
            }
            fn put(self, spec: &mut ApiServiceSpec, name: Option<&str>) -> Result<usize> {
                spec.$put(name, self)
            }
        }

        mod $module {
            use super::*;

            pub(super) fn routes() -> OpenApiRouter<AppState> {
                OpenApiRouter::new().routes(routes!(list, add)).routes(routes!(get, replace, remove))
            }

            part!(@handlers $part, $list, $one, $($op)+);
        }
    };
    (@check Backend, $value:ident, $check:ident) => {
        // Which addresses are allowed is the use case's to say: it knows the settings.
        $value.check(&mut $check, true)
    };
    (@check $part:ident, $value:ident, $check:ident) => {
        $value.check(&mut $check)
    };
    (@handlers $part:ident, $list:literal, $one:literal, $ol:literal $oa:literal $og:literal $or:literal $od:literal) => {
        /// All of them, under the service's version.
        #[utoipa::path(
            get, path = $list, operation_id = $ol, tag = "API services",
            params(TenantHeader, ("id" = ApiServiceId, Path)),
            responses((status = 200, body = Vec<$part>, headers(("ETag" = String))))
        )]
        async fn list(
            state: State<AppState>,
            InTenant(caller): InTenant,
            Path((id,)): Path<(ApiServiceId,)>,
            Query(()): Query<()>,
        ) -> Result<impl IntoResponse, Problem> {
            let service = service(&state, &caller, id).await?;
            Ok(Tagged(StatusCode::OK, service.version, <$part>::all(&service.spec).clone()))
        }

        /// Adds one. The version is the service's.
        #[utoipa::path(
            post, path = $list, operation_id = $oa, tag = "API services",
            params(TenantHeader, VersionHeader, WriteParams, ("id" = ApiServiceId, Path)), request_body = $part,
            responses((status = 201, body = $part, headers(("ETag" = String))))
        )]
        async fn add(
            state: State<AppState>,
            InTenant(caller): InTenant,
            Path((id,)): Path<(ApiServiceId,)>,
            IfMatch(version): IfMatch,
            Query(WriteParams { dry_run }): Query<WriteParams>,
            Body(part): Body<$part>,
        ) -> Result<impl IntoResponse, Problem> {
            let add = Change::Add(part.clone());
            let service = change(&state, &caller, (id, version), dry_run, add).await?;
            let status = if dry_run { StatusCode::OK } else { StatusCode::CREATED };
            Ok(Tagged(status, service.version, part))
        }

        /// One of them.
        #[utoipa::path(
            get, path = $one, operation_id = $og, tag = "API services",
            params(TenantHeader, ("id" = ApiServiceId, Path), ("name" = String, Path)),
            responses((status = 200, body = $part, headers(("ETag" = String))))
        )]
        async fn get(
            state: State<AppState>,
            InTenant(caller): InTenant,
            Path((id, name)): Path<(ApiServiceId, String)>,
            Query(()): Query<()>,
        ) -> Result<impl IntoResponse, Problem> {
            let service = service(&state, &caller, id).await?;
            Ok(Tagged(StatusCode::OK, service.version, find::<$part>(&service, &name)?))
        }

        /// Replaces one. The version is the service's.
        #[utoipa::path(
            put, path = $one, operation_id = $or, tag = "API services",
            params(
                TenantHeader, VersionHeader, WriteParams, ("id" = ApiServiceId, Path), ("name" = String, Path)
            ),
            request_body = $part,
            responses((status = 200, body = $part, headers(("ETag" = String))))
        )]
        async fn replace(
            state: State<AppState>,
            InTenant(caller): InTenant,
            Path((id, name)): Path<(ApiServiceId, String)>,
            IfMatch(version): IfMatch,
            Query(WriteParams { dry_run }): Query<WriteParams>,
            Body(part): Body<$part>,
        ) -> Result<impl IntoResponse, Problem> {
            let replace = Change::Replace(name, part.clone());
            let service = change(&state, &caller, (id, version), dry_run, replace).await?;
            Ok(Tagged(StatusCode::OK, service.version, part))
        }

        /// Removes one that nothing refers to. The version is the service's.
        #[utoipa::path(
            delete, path = $one, operation_id = $od, tag = "API services",
            params(
                TenantHeader, VersionHeader, WriteParams, ("id" = ApiServiceId, Path), ("name" = String, Path)
            ),
            responses((status = 204))
        )]
        async fn remove(
            state: State<AppState>,
            InTenant(caller): InTenant,
            Path((id, name)): Path<(ApiServiceId, String)>,
            IfMatch(version): IfMatch,
            Query(WriteParams { dry_run }): Query<WriteParams>,
        ) -> Result<StatusCode, Problem> {
            let remove = Change::<$part>::Remove(name);
            change(&state, &caller, (id, version), dry_run, remove).await?;
            Ok(StatusCode::NO_CONTENT)
        }
    };
}

part!(
    route,
    Route,
    "route",
    routes,
    put_route,
    "/v1/provider/api-services/{id}/routes",
    "/v1/provider/api-services/{id}/routes/{name}",
    ["list_routes" "add_route" "get_route" "replace_route" "remove_route"]
);
part!(
    backend,
    Backend,
    "backend",
    backends,
    put_backend,
    "/v1/provider/api-services/{id}/backends",
    "/v1/provider/api-services/{id}/backends/{name}",
    ["list_backends" "add_backend" "get_backend" "replace_backend" "remove_backend"]
);
part!(
    policy,
    Policy,
    "policy",
    policies,
    put_policy,
    "/v1/provider/api-services/{id}/policies",
    "/v1/provider/api-services/{id}/policies/{name}",
    ["list_policies" "add_policy" "get_policy" "replace_policy" "remove_policy"]
);
