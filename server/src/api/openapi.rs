//! What the OpenAPI document says beside the handlers' own words: the info, who may sign in how, and
//! every refusal that an operation can answer with. A handler names its successes alone; the refusals
//! follow from what it takes, so that none is forgotten.

use utoipa::{
    Modify, OpenApi, ToSchema as _,
    openapi::{
        ContentBuilder, Ref, RefOr, ResponseBuilder,
        path::{Operation, Parameter, ParameterIn},
        security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme},
    },
};

use super::problem::ProblemDocument;

#[derive(OpenApi)]
#[openapi(components(schemas(ProblemDocument)), modifiers(&Security), info(
    title = "Imp-Gateway",
    description = "A multi-tenant control plane for API gateways.",
    license(name = "Apache-2.0", identifier = "Apache-2.0")
))]
pub(super) struct Document;

/// How a caller proves who they are.
struct Security;

const TOKEN: &str = "access_token";
/// Named by operations that are for people in a browser alone.
const SESSION: &str = "session";

impl Modify for Security {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let components = document.components.get_or_insert_default();
        let bearer = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("An access token, `imp_…`, from the account page."));
        components.add_security_scheme(TOKEN, SecurityScheme::Http(bearer.build()));
        let cookie = "A browser's session; its name begins with `__Host-` under https.";
        let cookie = ApiKeyValue::with_description("imp", cookie);
        components.add_security_scheme(SESSION, SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
        document.security = Some([TOKEN, SESSION].map(|way| SecurityRequirement::new(way, [""; 0])).into());
    }
}

/// Name, status and meaning of every refusal.
const REFUSALS: [(&str, &str, &str); 13] = [
    ("Malformed", "400", "The request cannot be read, or names no tenant."),
    ("Unauthenticated", "401", "Nobody is signed in, or the credential does not count."),
    ("Forbidden", "403", "The role or the token's scopes do not allow it, or another site asked for it."),
    ("NotFound", "404", "It does not exist for the caller."),
    ("Conflict", "409", "What is stored does not allow it."),
    ("Stale", "412", "Someone else changed it meanwhile."),
    ("TooLarge", "413", "The body is too large."),
    ("MediaType", "415", "The body is not JSON."),
    ("Invalid", "422", "Every invalid field, or an unknown query parameter."),
    ("VersionRequired", "428", "If-Match is missing."),
    ("TooMany", "429", "Too often; see Retry-After."),
    ("Failed", "500", "A defect; the log has more under the request id."),
    ("Unavailable", "503", "Not ready or overloaded; try again."),
];

/// Adds what follows from the operations themselves.
pub(super) fn complete(document: &mut utoipa::openapi::OpenApi) {
    let components = document.components.get_or_insert_default();
    for (name, _, description) in REFUSALS {
        let content = ContentBuilder::new().schema(Some(Ref::from_schema_name(ProblemDocument::name())));
        let response = ResponseBuilder::new()
            .description(description)
            .content("application/problem+json", content.build());
        components.responses.insert(name.to_owned(), response.build().into());
    }
    for item in document.paths.paths.values_mut() {
        for operation in [&mut item.get, &mut item.delete].into_iter().flatten() {
            complete_one(operation);
        }
        for operation in [&mut item.post, &mut item.put].into_iter().flatten() {
            complete_one(operation);
            dry_run(operation);
        }
        for operation in [&mut item.post, &mut item.put, &mut item.delete].into_iter().flatten() {
            refuse(operation, &["403", "409"]);
        }
    }
}

fn complete_one(operation: &mut Operation) {
    let tags = operation.tags.clone().unwrap_or_default();
    if tags.iter().any(|tag| tag == "health") {
        operation.security = Some(vec![SecurityRequirement::default()]);
        // A credential that does not count is refused wherever it is shown.
        refuse(operation, &["401", "500", "503"]);
        return;
    }
    refuse(operation, &["401", "422", "500", "503"]);
    if tags.iter().any(|tag| tag == "Agent") {
        // The credential is in the body.
        operation.security = Some(vec![SecurityRequirement::default()]);
        refuse(operation, &["429"]);
    } else {
        refuse(operation, &["403"]);
    }
    let takes = |at, name: Option<&str>| {
        let fits = |p: &Parameter| p.parameter_in == at && name.is_none_or(|name| p.name == name);
        operation.parameters.iter().flatten().any(|p| matches!(p, RefOr::T(p) if fits(p)))
    };
    let (tenant, version) =
        (takes(ParameterIn::Header, Some("X-Tenant-Slug")), takes(ParameterIn::Header, Some("If-Match")));
    let part = takes(ParameterIn::Path, None);
    if tenant || part {
        refuse(operation, &["404"]);
    }
    if tenant {
        refuse(operation, &["400"]);
    }
    if version {
        refuse(operation, &["412", "428"]);
    }
    if operation.request_body.is_some() {
        refuse(operation, &["400", "413", "415"]);
    }
}

fn refuse(operation: &mut Operation, statuses: &[&str]) {
    for (name, status, _) in REFUSALS.iter().filter(|(_, status, _)| statuses.contains(status)) {
        let refusal = RefOr::Ref(Ref::new(format!("#/components/responses/{name}")));
        operation.responses.responses.entry((*status).to_owned()).or_insert(refusal);
    }
}

/// What is made for real is answered with 201, what would be made with 200.
fn dry_run(operation: &mut Operation) {
    let known = &mut operation.responses.responses;
    if let (Some(made), false) = (known.get("201").cloned(), known.contains_key("200")) {
        known.insert("200".to_owned(), made);
    }
}
