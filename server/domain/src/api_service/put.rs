//! Adding and replacing one part of a service. A part that gets another name keeps what refers to it.

use super::ApiServiceSpec;
use crate::{Error, Result, backend::Backend, policy::Policy, route::Route};

impl ApiServiceSpec {
    /// Adds a route, or replaces the one named `name`; policies that cover it go on covering it.
    ///
    /// # Errors
    /// Not found when `name` is given and absent.
    pub fn put_route(&mut self, name: Option<&str>, route: Route) -> Result<usize> {
        let new = route.name.clone();
        let at = put_part(&mut self.routes, name, route, |r| &r.name, "route")?;
        rename(self.policies.iter_mut().flat_map(|policy| &mut policy.routes), name, &new);
        Ok(at)
    }

    /// Adds a backend, or replaces the one named `name`; routes that lead to it go on leading there.
    ///
    /// # Errors
    /// Not found when `name` is given and absent.
    pub fn put_backend(&mut self, name: Option<&str>, backend: Backend) -> Result<usize> {
        let new = backend.name.clone();
        let at = put_part(&mut self.backends, name, backend, |b| &b.name, "backend")?;
        let targets = self.routes.iter_mut().flat_map(|route| &mut route.backends);
        rename(targets.map(|target| &mut target.backend), name, &new);
        Ok(at)
    }

    /// Adds a policy, or replaces the one named `name`.
    ///
    /// # Errors
    /// Not found when `name` is given and absent.
    pub fn put_policy(&mut self, name: Option<&str>, policy: Policy) -> Result<usize> {
        put_part(&mut self.policies, name, policy, |p| &p.name, "policy")
    }
}

fn rename<'a>(references: impl Iterator<Item = &'a mut String>, old: Option<&str>, new: &str) {
    let Some(old) = old.filter(|old| *old != new) else { return };
    for reference in references.filter(|reference| *reference == old) {
        new.clone_into(reference);
    }
}

/// Replaces or adds a named part; keeps the order.
///
/// # Errors
/// Not found when `name` is given and absent.
pub fn put_part<T>(
    parts: &mut Vec<T>,
    name: Option<&str>,
    part: T,
    name_of: impl Fn(&T) -> &str,
    noun: &'static str,
) -> Result<usize> {
    let Some(name) = name else {
        parts.push(part);
        return Ok(parts.len() - 1);
    };
    let at = parts.iter().position(|p| name_of(p) == name).ok_or_else(|| Error::not_found(noun))?;
    parts[at] = part;
    Ok(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spec() -> ApiServiceSpec {
        serde_json::from_value(serde_json::json!({
            "name": "orders", "title": "Orders",
            "backends": [{ "name": "main", "protocol": "http", "endpoints": [{ "host": "a.example.net", "port": 80 }] }],
            "routes": [{ "name": "list", "path": { "kind": "prefix", "value": "/" }, "backends": [{ "backend": "main" }] }],
            "policies": [{ "name": "slow", "routes": ["list"], "config": { "timeout": { "request_ms": 5 } } }],
        }))
        .unwrap()
    }

    #[test]
    fn a_new_name_is_carried_along() {
        let mut spec = spec();
        let backend = Backend { name: "other".to_owned(), ..spec.backends[0].clone() };
        assert_eq!(spec.put_backend(Some("main"), backend), Ok(0));
        let route = Route { name: "all".to_owned(), ..spec.routes[0].clone() };
        assert_eq!(spec.put_route(Some("list"), route), Ok(0));
        assert_eq!(spec.routes[0].backends[0].backend, "other");
        assert_eq!(spec.policies[0].routes, ["all"]);
        assert!(spec.validate(false).is_ok());
    }

    #[test]
    fn another_part_changes_no_reference() {
        let mut spec = spec();
        let route = Route { name: "more".to_owned(), ..spec.routes[0].clone() };
        assert_eq!(spec.put_route(None, route.clone()), Ok(1));
        assert_eq!(spec.policies[0].routes, ["list"]);
        assert_eq!(spec.put_route(Some("gone"), route), Err(Error::not_found("route")));
    }
}
