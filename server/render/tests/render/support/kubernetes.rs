//! Schemas of the core kinds we render. They have no CRD; these hold the fields we write and the
//! API server's rules for them (`k8s.io/kubernetes/pkg/apis/core/validation`).

use serde_json::{Value, json};

use super::{crds::Kinds, schema::Kind};

/// Namespace, Secret, ConfigMap, Service and EndpointSlice.
pub(crate) fn kinds() -> Kinds {
    let key = json!({"maxLength": 253, "pattern": "^[-._a-zA-Z0-9]+$"});
    let text_map =
        json!({"type": "object", "propertyNames": key, "additionalProperties": {"type": "string"}});
    let base64 =
        json!({"type": "string", "pattern": "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"});
    let base64_map = json!({"type": "object", "propertyNames": key, "additionalProperties": base64});
    let port = json!({"type": "integer", "minimum": 1, "maximum": 65535});
    let port_name = json!({"type": "string", "maxLength": 15, "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"});
    [
        ("v1", "Namespace", json!({"properties": {}})),
        (
            "v1",
            "Secret",
            json!({"required": ["data"], "properties": {"type": {"enum": ["Opaque"]}, "data": base64_map}}),
        ),
        ("v1", "ConfigMap", json!({"properties": {"data": text_map}, "required": ["data"]})),
        (
            "v1",
            "Service",
            json!({"required": ["spec"], "properties": {"spec": {
                "type": "object",
                "required": ["clusterIP", "ports"],
                "properties": {
                    "clusterIP": {"const": "None"},
                    "ports": {"type": "array", "minItems": 1, "items": {
                        "type": "object",
                        "required": ["name", "port"],
                        "properties": {
                            "name": port_name, "port": port,
                            "appProtocol": {"enum": ["kubernetes.io/h2c"]},
                        },
                    }},
                },
            }}}),
        ),
        (
            "discovery.k8s.io/v1",
            "EndpointSlice",
            json!({"required": ["addressType", "endpoints", "ports"], "properties": {
                "addressType": {"enum": ["IPv4", "IPv6"]},
                "endpoints": {"type": "array", "minItems": 1, "maxItems": 1000, "items": {
                    "type": "object",
                    "required": ["addresses"],
                    "properties": {"addresses": {"type": "array", "minItems": 1, "maxItems": 100, "items": {"type": "string"}}},
                }},
                "ports": {"type": "array", "maxItems": 100, "items": {
                    "type": "object",
                    "required": ["name", "port"],
                    "properties": {"name": port_name, "port": port, "appProtocol": {"enum": ["kubernetes.io/h2c"]}},
                }},
            }}),
        ),
    ]
    .into_iter()
    .map(|(api_version, kind, mut schema): (_, &str, Value)| {
        schema["type"] = "object".into();
        ((api_version.to_owned(), kind.to_owned()), Kind::new(kind, schema))
    })
    .collect()
}
