//! Where a publish is reached: inside what its tenant may use, and by a gateway that serves it. Both may
//! change until it is sent, so this is asked when the address is saved and again when it is frozen.

use domain::{Code, Reason, draft::Check, gateway::GatewaySpec, product_publish::ProductPublishSpec};

/// Records hostnames outside the `suffixes` that an operator gave the tenant, and those that no listener
/// of the gateway serves. Hostnames that are wrong for another reason are left alone.
pub(crate) fn check_address(
    check: &mut Check,
    spec: &ProductPublishSpec,
    suffixes: &[String],
    gateway: Option<&GatewaySpec>,
) {
    // Too many have been refused for that, and are not gone through.
    let few = !check.has_failed("hostnames");
    for (i, hostname) in spec.hostnames.iter().enumerate().filter(|_| few) {
        let field = format!("hostnames[{i}]");
        if check.has_failed(&field) {
            continue;
        }
        if !is_within(hostname, suffixes) {
            let reason = Reason::new(Code::HostnameNotAllowed).with("hostname", hostname);
            check.fail(&field, reason.with("suffixes", suffixes.join(", ")));
        } else if let Some(gateway) = gateway.filter(|gateway| !gateway.serves(hostname)) {
            let reason = Reason::new(Code::HostnameNotServed).with("hostname", hostname);
            check.fail(&field, reason.with("gateway", &gateway.name));
        }
    }
}

fn is_within(hostname: &str, suffixes: &[String]) -> bool {
    let name = hostname.strip_prefix("*.").unwrap_or(hostname);
    suffixes.iter().any(|s| name == s || name.strip_suffix(s).is_some_and(|rest| rest.ends_with('.')))
}
