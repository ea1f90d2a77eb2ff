//! Loads the CRDs of Gateway API and Envoy Gateway. They are other people's files: fetched, cached,
//! never committed. A version bump is a change in `.ci/crds` alone.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::LazyLock,
};

use serde::Deserialize;
use serde_json::Value;

use super::{kubernetes, schema::Kind};

/// Kinds by (apiVersion, kind).
pub(crate) type Kinds = BTreeMap<(String, String), Kind>;

/// Every kind this product may render, with its schema: the served CRD versions and the few core
/// kinds of [`kubernetes`].
pub(crate) static KINDS: LazyLock<Kinds> = LazyLock::new(|| {
    let dir = directory();
    let mut kinds = load(&dir);
    assert!(!kinds.is_empty(), "{}", missing(&dir));
    kinds.extend(kubernetes::kinds());
    kinds
});

fn directory() -> PathBuf {
    place(|name| std::env::var_os(name).map(PathBuf::from))
}

/// Where `.ci/crds` puts them: `IMP_CRDS_DIR`, or `crds` in `IMP_CACHE`, or there in the home folder's
/// cache.
pub(crate) fn place(variable: impl Fn(&str) -> Option<PathBuf>) -> PathBuf {
    let cache = || variable("IMP_CACHE");
    let home = || variable("HOME").unwrap_or_default().join(".cache/imp-gateway");
    variable("IMP_CRDS_DIR").unwrap_or_else(|| cache().unwrap_or_else(home).join("crds"))
}

/// What to do when there are no CRDs.
pub(crate) fn missing(dir: &Path) -> String {
    format!("no CRDs in {}: run `.ci/crds` at the top of the repository (needs Go or PyPI)", dir.display())
}

/// Reads `<dir>/{gateway-api,envoy-gateway}/*.yaml`.
pub(crate) fn load(dir: &Path) -> Kinds {
    let mut kinds = Kinds::new();
    for source in ["gateway-api", "envoy-gateway"] {
        let entries = fs::read_dir(dir.join(source)).unwrap_or_else(|_| panic!("{}", missing(dir)));
        for entry in entries {
            let path = entry.expect("a readable folder").path();
            if path.extension().is_some_and(|e| e == "yaml") {
                let text = fs::read_to_string(&path).expect("a readable CRD");
                kinds.extend(parse(&text));
            }
        }
    }
    kinds
}

/// The served versions of the CRDs in a file. Helm's own lines (`{{ … }}`) are dropped: they only
/// switch whole files on and off.
fn parse(text: &str) -> Kinds {
    let yaml: String = text.lines().filter(|l| !l.contains("{{")).flat_map(|l| [l, "\n"]).collect();
    let mut kinds = Kinds::new();
    for document in serde_yaml_ng::Deserializer::from_str(&yaml) {
        let crd = Value::deserialize(document).expect("valid YAML");
        if crd["kind"] != "CustomResourceDefinition" {
            continue;
        }
        let spec = &crd["spec"];
        for version in spec["versions"].as_array().expect("versions") {
            if version["served"] == true {
                let text = |v: &Value| v.as_str().expect("text").to_owned();
                let api_version = format!("{}/{}", text(&spec["group"]), text(&version["name"]));
                let kind = text(&spec["names"]["kind"]);
                let compiled = Kind::new(&kind, version["schema"]["openAPIV3Schema"].clone());
                kinds.insert((api_version, kind), compiled);
            }
        }
    }
    kinds
}
