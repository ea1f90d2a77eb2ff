//! Between the protocol's messages and the domain's types.

use std::net::IpAddr;

use domain::{
    Code, Error, Reason, Result,
    cluster::FoundCapabilities,
    item::{Condition, ItemKey, ItemKind, Phase, ResourceStatus},
};
use proto::v1;
use services::{
    Registration,
    delivery::{HeldItem, Hello, Report, Spec, WakeUp},
};

/// Longest text that is stored of what an agent says.
const TEXT: usize = 2000;

fn malformed(detail: &str) -> Error {
    Error::Malformed(Reason::new(Code::WrongType).with("detail", detail))
}

/// At most so many bytes, cut between characters.
fn text(mut text: String) -> String {
    text.truncate(text.floor_char_boundary(TEXT));
    text
}

/// Counters are stored signed; none comes near the difference.
fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or_default()
}

pub(super) fn registration(request: v1::RegisterRequest, from: IpAddr) -> Registration {
    Registration {
        from,
        token: request.token,
        public_key: request.public_key,
        cluster_uid: text(request.cluster_uid),
        agent_version: text(request.agent_version),
        protocol_min: request.protocol_min,
        protocol_max: request.protocol_max,
    }
}

/// # Errors
/// [`Error::Malformed`] for a kind that this server does not know.
pub(super) fn key(key: Option<v1::ItemKey>) -> Result<ItemKey> {
    let key = key.ok_or_else(|| malformed("An item key is expected"))?;
    let kind = match key.kind() {
        v1::ItemKind::Unspecified => return Err(malformed("This kind of item is not known")),
        v1::ItemKind::Tenant => ItemKind::Tenant,
        v1::ItemKind::Gateway => ItemKind::Gateway,
        v1::ItemKind::Deploy => ItemKind::Deploy,
        v1::ItemKind::Access => ItemKind::Access,
    };
    Ok(ItemKey { kind, subject: text(key.subject) })
}

fn key_to(key: ItemKey) -> v1::ItemKey {
    let kind = match key.kind {
        ItemKind::Tenant => v1::ItemKind::Tenant,
        ItemKind::Gateway => v1::ItemKind::Gateway,
        ItemKind::Deploy => v1::ItemKind::Deploy,
        ItemKind::Access => v1::ItemKind::Access,
    };
    v1::ItemKey { kind: kind.into(), subject: key.subject }
}

pub(super) fn hello(connect: v1::Connect, replica: &str) -> Hello {
    let found = connect.capabilities.unwrap_or_default();
    // An item of an unknown kind is nothing this server could want.
    let held = |item: v1::ItemVersion| {
        let generation = signed(item.generation);
        // One that does not say it holds everything in the epoch that it names as a whole.
        let hub_epoch = if item.hub_epoch == 0 { connect.hub_epoch } else { item.hub_epoch };
        let hub_epoch = signed(hub_epoch);
        key(item.key).ok().map(|key| HeldItem { key, hub_epoch, generation, hash: item.hash })
    };
    Hello {
        instance: text(connect.instance),
        replica: replica.to_owned(),
        protocol_min: connect.protocol_min,
        protocol_max: connect.protocol_max,
        agent_version: text(connect.agent_version),
        found: FoundCapabilities {
            target: text(found.target),
            kubernetes_version: text(found.kubernetes_version),
            gateway_api_version: text(found.gateway_api_version),
            implementation: text(found.implementation),
            crds: found.crds.into_iter().map(text).collect(),
        },
        hub_epoch: signed(connect.hub_epoch),
        generation: signed(connect.generation),
        items: connect.items.into_iter().filter_map(held).collect(),
    }
}

pub(super) fn command(wake_up: WakeUp) -> v1::DeployCommand {
    v1::DeployCommand {
        command: wake_up.command.to_string(),
        attempt: u32::try_from(wake_up.attempt).unwrap_or_default(),
        key: Some(key_to(wake_up.key)),
        target_generation: unsigned(wake_up.target_generation),
    }
}

/// The header, and the bytes that follow it.
pub(super) fn spec(spec: Spec) -> (v1::SpecHeader, Vec<u8>) {
    let tombstone = spec.content.is_none();
    let (hash, bytes) = spec.content.unwrap_or_default();
    let header = v1::SpecHeader {
        key: Some(key_to(spec.key)),
        hub_epoch: unsigned(spec.hub_epoch),
        generation: unsigned(spec.generation),
        tombstone,
        hash,
        length: bytes.len() as u64,
    };
    (header, bytes)
}

/// # Errors
/// [`Error::Malformed`] for a kind or a phase that this server does not know.
pub(super) fn report(result: v1::DeployResult) -> Result<Report> {
    let phase = phase(result.phase())?;
    Ok(Report {
        key: key(result.key)?,
        hub_epoch: signed(result.hub_epoch),
        generation: signed(result.generation),
        hash: result.hash,
        phase,
        message: text(result.message),
        resources: result.resources.into_iter().map(resource).collect::<Result<_>>()?,
        report_seq: signed(result.report_seq),
        terminal: result.terminal,
    })
}

fn phase(phase: v1::Phase) -> Result<Phase> {
    Ok(match phase {
        v1::Phase::Unspecified => return Err(malformed("This phase is not known")),
        v1::Phase::Applied => Phase::Applied,
        v1::Phase::Programmed => Phase::Programmed,
        v1::Phase::Degraded => Phase::Degraded,
        v1::Phase::Failed => Phase::Failed,
        v1::Phase::Removed => Phase::Removed,
    })
}

fn resource(resource: v1::ResourceStatus) -> Result<ResourceStatus> {
    Ok(ResourceStatus {
        phase: phase(resource.phase())?,
        api_version: text(resource.api_version),
        kind: text(resource.kind),
        namespace: text(resource.namespace),
        name: text(resource.name),
        message: text(resource.message),
        conditions: resource.conditions.into_iter().map(condition).collect(),
    })
}

fn condition(condition: v1::Condition) -> Condition {
    Condition {
        kind: text(condition.r#type),
        status: text(condition.status),
        reason: text(condition.reason),
        message: text(condition.message),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_sides_speak_the_same_versions_and_sign_the_same_words() {
        assert_eq!(services::delivery::PROTOCOL_VERSIONS, proto::PROTOCOL_VERSIONS);
        assert_eq!(services::REFRESH_CONTEXT, proto::REFRESH_CONTEXT);
    }

    #[test]
    fn what_is_not_known_is_refused_and_what_is_too_long_is_cut() {
        assert!(matches!(report(v1::DeployResult::default()), Err(Error::Malformed(_))));
        assert!(matches!(key(Some(v1::ItemKey { kind: 99, subject: "x".into() })), Err(Error::Malformed(_))));
        assert_eq!(text("ä".repeat(TEXT)).len(), TEXT);
    }

    #[test]
    fn every_kind_comes_back_as_itself() {
        for kind in [ItemKind::Tenant, ItemKind::Gateway, ItemKind::Access, ItemKind::Deploy] {
            let original = ItemKey { kind, subject: "x".to_owned() };
            assert_eq!(key(Some(key_to(original.clone()))).unwrap(), original);
        }
    }
}
