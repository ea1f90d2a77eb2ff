//! Between the protocol's messages and the agent's own words. Prost types stop here and in the
//! modules that hold a stream.

use proto::v1;

use crate::{
    model::{Desired, Hash, ItemKey, ItemKind, Subject, Version},
    report::{Phase, Report, ResourceStatus},
    state::Record,
};

/// Objects of one report at most: a message must stay far below 4 MiB.
const RESOURCES: usize = 500;

pub(crate) fn key_to(key: &ItemKey) -> v1::ItemKey {
    let kind = match key.kind {
        ItemKind::Tenant => v1::ItemKind::Tenant,
        ItemKind::Gateway => v1::ItemKind::Gateway,
        ItemKind::Access => v1::ItemKind::Access,
        ItemKind::Deploy => v1::ItemKind::Deploy,
    };
    v1::ItemKey { kind: kind.into(), subject: key.subject.as_str().to_owned() }
}

/// `None` for a kind or a subject that this agent does not know.
pub(crate) fn key_from(key: Option<v1::ItemKey>) -> Option<ItemKey> {
    let key = key?;
    let kind = match key.kind() {
        v1::ItemKind::Unspecified => return None,
        v1::ItemKind::Tenant => ItemKind::Tenant,
        v1::ItemKind::Gateway => ItemKind::Gateway,
        v1::ItemKind::Access => ItemKind::Access,
        v1::ItemKind::Deploy => ItemKind::Deploy,
    };
    Some(ItemKey { kind, subject: Subject::try_from(key.subject).ok()? })
}

/// An item that is held as applied. Tombstones are not told: what is gone is gone.
pub(crate) fn held_to(key: &ItemKey, record: &Record) -> Option<v1::ItemVersion> {
    let applied: &Desired = record.applied.as_ref()?;
    let hash = applied.hash();
    let Version { hub_epoch, generation } = applied.version;
    let (key, hash) = (Some(key_to(key)), hash.to_owned());
    (!hash.is_empty()).then_some(v1::ItemVersion { key, generation, hash, hub_epoch })
}

fn phase_to(phase: Phase) -> v1::Phase {
    match phase {
        Phase::Applied => v1::Phase::Applied,
        Phase::Programmed => v1::Phase::Programmed,
        Phase::Degraded => v1::Phase::Degraded,
        Phase::Failed => v1::Phase::Failed,
        Phase::Removed => v1::Phase::Removed,
    }
}

pub(crate) fn result_to(key: &ItemKey, report: Report) -> v1::DeployResult {
    let Report { seq, command, outcome } = report;
    let mut resources = outcome.resources;
    // What failed must not be cut off.
    resources.sort_by_key(|resource| resource.phase != Phase::Failed);
    resources.truncate(RESOURCES);
    v1::DeployResult {
        command: command.unwrap_or_default(),
        key: Some(key_to(key)),
        hub_epoch: outcome.version.hub_epoch,
        generation: outcome.version.generation,
        hash: outcome.hash,
        phase: phase_to(outcome.phase).into(),
        message: outcome.message,
        resources: resources.into_iter().map(resource_to).collect(),
        report_seq: seq,
        terminal: outcome.terminal,
    }
}

fn resource_to(resource: ResourceStatus) -> v1::ResourceStatus {
    v1::ResourceStatus {
        api_version: resource.api_version,
        kind: resource.kind,
        namespace: resource.namespace,
        name: resource.name,
        phase: phase_to(resource.phase).into(),
        message: resource.message,
        conditions: Vec::new(),
    }
}

/// The version and hash of a header; the hash is `None` for a tombstone.
pub(crate) fn header_from(header: &v1::SpecHeader) -> Option<(Version, Option<Hash>)> {
    let version = Version { hub_epoch: header.hub_epoch, generation: header.generation };
    if header.tombstone {
        return Some((version, None));
    }
    Some((version, Some(Hash::try_from(header.hash.clone()).ok()?)))
}
