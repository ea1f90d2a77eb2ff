//! From a revision's snapshot to desired items: calls the renderer and says what needs what.

use domain::{
    Error, Result,
    item::{ItemKey, ItemKind},
    revision::Snapshot,
};
use render::{AccessSet, Capabilities, Input};

use crate::desired::{Content, Wanted};

/// The items of one publish, each with what must be there before it.
pub(crate) fn render(snapshot: &Snapshot, revision: i32, capabilities: &Capabilities) -> Vec<Wanted> {
    let access = AccessSet::default();
    let items = render::render(&Input { snapshot, revision, access: &access, capabilities });
    let keys: Vec<ItemKey> = items.iter().map(|item| item.key.clone()).collect();
    let wanted = items.into_iter().map(|item| Wanted {
        needs: keys.iter().filter(|key| needs(item.key.kind, key.kind)).cloned().collect(),
        key: item.key,
        content: Content::Present { hash: item.hash, bytes: item.content },
    });
    wanted.collect()
}

/// Namespace first, then the gateway, then what guards the routes, then the routes.
const fn needs(kind: ItemKind, other: ItemKind) -> bool {
    (other as u8) < (kind as u8)
}

/// Stored content as YAML documents for people.
pub(crate) fn yaml(bytes: &[u8]) -> Result<String> {
    render::yaml::of_content(bytes).ok_or_else(|| {
        tracing::error!("stored manifests cannot be shown as YAML");
        Error::Internal
    })
}
