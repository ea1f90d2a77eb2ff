//! GRPCRoute rules. GRPCRoute matches a service and a method instead of a path, and can neither
//! rewrite nor redirect nor answer other origins: what it cannot carry goes into an HTTPRoute over HTTP/2, which carries gRPC
//! just as well.

use domain::{
    backend::BackendProtocol,
    route::{Method, PathKind, PathMatch},
};
use serde_json::{Value, json};

use crate::{
    Input, backend, filter, matching,
    object::list,
    rule::{Action, Rule},
};

/// Whether a rule can be one of a GRPCRoute under a base path.
pub(crate) fn can_carry(base: &str, rule: &Rule<'_>) -> bool {
    let Action::Forward { to, path: None, hostname: None } = &rule.action else { return false };
    let speaks_grpc = |name: &str| {
        let backend = rule.service.spec.backends.iter().find(|b| b.name == name);
        backend.is_some_and(|b| b.protocol == BackendProtocol::Grpc)
    };
    base == "/"
        && !to.is_empty()
        && to.iter().all(|r| speaks_grpc(&r.backend))
        && rule.route.methods.iter().all(|m| *m == Method::Post)
        && rule.route.query.is_empty()
        && rule.cors.is_none()
        && method(&rule.route.path).is_some()
}

/// The rule of a route that [`can_carry`] has accepted.
pub(crate) fn rule(input: &Input<'_>, rule: &Rule<'_>) -> Value {
    let to = match &rule.action {
        Action::Redirect(_) => Value::Null,
        Action::Forward { to, .. } => backend::references(input, rule.service, to).into(),
    };
    let method = method(&rule.route.path).flatten();
    let headers = matching::values(&rule.route.headers);
    // No match at all matches every call.
    let matches =
        (method.is_some() || !headers.is_null()).then(|| json!([{"method": method, "headers": headers}]));
    json!({
        "name": format!("{}.{}", rule.service.spec.name, rule.route.name),
        "matches": matches,
        "filters": list(filter::headers(rule)),
        "backendRefs": to,
    })
}

/// `/package.Service/Method` as GRPCRoute says it; `Some(None)` for every call, `None` when the path
/// does not name a service.
fn method(path: &PathMatch) -> Option<Option<Value>> {
    let (_, value) = path.normalized();
    let parts: Vec<&str> = value.split('/').skip(1).filter(|_| value != "/").collect();
    match (path.kind, parts.as_slice()) {
        (PathKind::Prefix, []) => Some(None),
        (PathKind::Prefix, [service]) if is_service(service) => {
            Some(Some(json!({"type": "Exact", "service": service})))
        }
        (PathKind::Exact, [service, method]) if is_service(service) && is_word(method) => {
            Some(Some(json!({"type": "Exact", "service": service, "method": method})))
        }
        _ => None,
    }
}

fn is_service(text: &str) -> bool {
    text.split('.').all(is_word)
}

fn is_word(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}
