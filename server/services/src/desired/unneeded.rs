//! Which shared items may leave. Pure.

use std::collections::HashMap;

use domain::item::{ItemKey, ItemKind};

use super::{Content, DesiredItem, Seen, Wanted};

/// Shared items that nothing needs any more, such as the gateway a publish has moved away from. They
/// stay until everything else of their tenant is settled: what is being replaced may still serve
/// through them. Whether they themselves ever worked does not matter.
pub(crate) fn unneeded(items: &HashMap<ItemKey, DesiredItem>, seen: &HashMap<ItemKey, Seen>) -> Vec<Wanted> {
    let is_settled = |item: &DesiredItem| seen.get(&item.key).is_some_and(|seen| seen.settles(item));
    let is_free = |shared: &&DesiredItem| {
        let family = |other: &&DesiredItem| {
            other.key != shared.key && other.needs.iter().any(|key| shared.needs.contains(key))
        };
        matches!(shared.key.kind, ItemKind::Tenant | ItemKind::Gateway)
            && shared.hash.is_some()
            && !items.values().any(|other| other.needs.contains(&shared.key))
            && items.values().filter(family).all(is_settled)
    };
    let gone = |item: &DesiredItem| Wanted {
        key: item.key.clone(),
        needs: item.needs.clone(),
        content: Content::Tombstone,
    };
    items.values().filter(is_free).map(gone).collect()
}

#[cfg(test)]
mod tests {
    use domain::item::Phase;

    use super::*;

    #[test]
    fn a_gateway_stays_until_its_successor_serves() {
        let key = |kind, subject: &str| ItemKey { kind, subject: subject.to_owned() };
        let tenant = key(ItemKind::Tenant, "ten_1");
        let (old, new) = (key(ItemKind::Gateway, "gtw_1"), key(ItemKind::Gateway, "gtw_2"));
        let deploy = key(ItemKind::Deploy, "pub_1");
        let item = |key: &ItemKey, needs: &[&ItemKey], generation| DesiredItem {
            key: key.clone(),
            needs: needs.iter().map(|k| (*k).clone()).collect(),
            generation,
            hash: Some("h".to_owned()),
        };
        let items = [
            item(&tenant, &[], 1),
            item(&old, &[&tenant], 1),
            item(&new, &[&tenant], 2),
            item(&deploy, &[&tenant, &new], 2),
        ];
        let items: HashMap<_, _> = items.into_iter().map(|i| (i.key.clone(), i)).collect();
        let gone = |of_deploy: (i64, Phase), of_old: (i64, Phase)| {
            let seen = |(generation, phase)| Seen { generation, hash: "h".into(), phase, terminal: false };
            let mut all: HashMap<_, _> =
                items.values().map(|i| (i.key.clone(), seen((i.generation, Phase::Applied)))).collect();
            all.insert(deploy.clone(), seen(of_deploy));
            all.insert(old.clone(), seen(of_old));
            unneeded(&items, &all).into_iter().map(|w| w.key).collect::<Vec<_>>()
        };
        let well = (1, Phase::Applied);
        assert_eq!(gone((1, Phase::Applied), well), [], "the routes of the generation before still use it");
        assert_eq!(gone((2, Phase::Failed), well), []);
        assert_eq!(gone((2, Phase::Applied), well), std::slice::from_ref(&old));
        assert_eq!(gone((2, Phase::Applied), (1, Phase::Failed)), std::slice::from_ref(&old));
    }
}
