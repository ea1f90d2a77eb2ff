//! Every case of the decision, by table where a person should read it and by chance for the rest.

use std::collections::{BTreeMap, BTreeSet};

use proptest::{collection::btree_map, option, prelude::*};

use super::*;
use crate::model::{Hash, ItemKind, Subject};

fn key(kind: ItemKind, subject: &str) -> ItemKey {
    ItemKey { kind, subject: Subject::try_from(subject.to_owned()).unwrap() }
}

fn version(generation: u64) -> Version {
    Version { hub_epoch: 1, generation }
}

fn present(generation: u64, content: &str) -> Desired {
    Desired { version: version(generation), content: Content::Present(Hash::of(content.as_bytes())) }
}

fn tombstone(generation: u64) -> Desired {
    Desired { version: version(generation), content: Content::Tombstone }
}

fn told(generation: u64, phase: Phase) -> Option<Told> {
    Some(Told { version: version(generation), phase, message: String::new() })
}

/// The decision about one item.
fn one(desired: Desired, held: Held, observed: Observed) -> Option<Action> {
    let key = key(ItemKind::Deploy, "pub_a");
    let mut actions = decide(
        &BTreeMap::from([(key.clone(), desired)]),
        &BTreeMap::from([(key.clone(), held)]),
        &BTreeMap::from([(key, observed)]),
    );
    assert!(actions.len() <= 1);
    actions.pop()
}

#[test]
fn a_present_item_step_by_step() {
    let key = key(ItemKind::Deploy, "pub_a");
    let wish = present(2, "b");
    let apply =
        |drift: Option<&str>| Some(Action::Apply { key: key.clone(), drift: drift.map(str::to_owned) });

    // Just taken in, content not there yet; then there; then applied, said, looked at.
    assert_eq!(one(wish.clone(), Held::default(), Observed::Unknown), Some(Action::Fetch(key.clone())));
    let ready = Held { applied: Some(present(1, "a")), content_ready: true, ..Held::default() };
    assert_eq!(one(wish.clone(), ready.clone(), Observed::InSync), apply(None));
    let applied = Held { applied: Some(wish.clone()), told: told(2, Phase::Applied), ..ready.clone() };
    assert_eq!(one(wish.clone(), applied.clone(), Observed::InSync), None);
    assert_eq!(one(wish.clone(), applied.clone(), Observed::Unknown), None);
    assert_eq!(one(wish.clone(), applied.clone(), Observed::Drifted("x".into())), apply(Some("x")));

    // Mended by somebody else after a failure was said: the truth is said.
    let failed = Held { told: told(2, Phase::Failed), ..applied.clone() };
    assert_eq!(one(wish.clone(), failed.clone(), Observed::InSync), Some(Action::Report(key.clone())));
    assert_eq!(one(wish.clone(), failed, Observed::Unknown), None);

    // Asked: an answer, even without news.
    let asked = Held { asked: true, ..applied };
    assert_eq!(one(wish.clone(), asked.clone(), Observed::InSync), Some(Action::Report(key.clone())));

    // Asked while the content is lost and the server has only older ones.
    let lost = Held { content_ready: false, ..asked };
    assert_eq!(one(wish.clone(), lost, Observed::Unknown), Some(Action::Report(key.clone())));

    // Refused: silent until asked or until a new wish comes.
    let refused = Held { refused: Some(version(2)), ..ready };
    assert_eq!(one(wish.clone(), refused.clone(), Observed::Drifted("x".into())), None);
    assert_eq!(one(wish, Held { asked: true, ..refused.clone() }, Observed::Unknown), apply(None));
    assert_eq!(one(present(3, "c"), refused, Observed::Unknown), apply(None));
}

#[test]
fn a_tombstone_step_by_step() {
    let key = key(ItemKind::Deploy, "pub_a");
    let wish = tombstone(2);
    let held = Held { applied: Some(present(1, "a")), ..Held::default() };
    assert_eq!(one(wish.clone(), held, Observed::InSync), Some(Action::Remove(key.clone())));
    let gone = Held { applied: Some(wish.clone()), ..Held::default() };
    assert_eq!(one(wish.clone(), gone.clone(), Observed::Unknown), Some(Action::Report(key.clone())));
    let said = Held { told: told(2, Phase::Removed), unsent: true, ..gone };
    assert_eq!(one(wish.clone(), said.clone(), Observed::Unknown), None);
    assert_eq!(one(wish, Held { unsent: false, ..said }, Observed::Unknown), Some(Action::Forget(key)));
}

#[test]
fn applying_goes_from_tenant_to_deploy_and_removing_back() {
    let ready = Held { content_ready: true, ..Held::default() };
    let (mut desired, mut held) = (BTreeMap::new(), BTreeMap::new());
    for kind in ItemKind::ALL {
        desired.insert(key(kind, "new"), present(1, "a"));
        desired.insert(key(kind, "old"), tombstone(2));
        held.insert(key(kind, "new"), ready.clone());
    }
    let order: Vec<_> =
        decide(&desired, &held, &BTreeMap::new()).iter().map(|a| a.key().to_string()).collect();
    assert_eq!(
        order,
        [
            "tenant/new",
            "gateway/new",
            "access/new",
            "deploy/new",
            "deploy/old",
            "access/old",
            "gateway/old",
            "tenant/old"
        ]
    );
}

#[test]
fn only_a_larger_version_is_newer() {
    let held = present(5, "a");
    let epoch = Desired { version: Version { hub_epoch: 2, generation: 1 }, ..present(1, "z") };
    for (offered, verdict) in [
        (present(6, "b"), Verdict::Newer),
        (present(6, "a"), Verdict::Newer),
        (tombstone(6), Verdict::Newer),
        (epoch, Verdict::Newer),
        (present(5, "a"), Verdict::Same),
        (present(5, "b"), Verdict::Contradiction),
        (tombstone(5), Verdict::Contradiction),
        (present(4, "a"), Verdict::Stale),
        (tombstone(4), Verdict::Stale),
    ] {
        assert_eq!(judge(Some(&held), &offered), verdict, "{offered:?}");
        assert_eq!(judge(None, &offered), Verdict::Newer);
    }
}

fn any_key() -> impl Strategy<Value = ItemKey> {
    (0..4usize, "[ab]").prop_map(|(kind, subject)| key(ItemKind::ALL[kind], &subject))
}

fn any_desired() -> impl Strategy<Value = Desired> {
    (0..3u64, option::of("[xy]")).prop_map(|(generation, content)| match content {
        Some(content) => present(generation, &content),
        None => tombstone(generation),
    })
}

fn any_phase() -> impl Strategy<Value = Phase> {
    prop_oneof![
        Just(Phase::Applied),
        Just(Phase::Programmed),
        Just(Phase::Degraded),
        Just(Phase::Failed),
        Just(Phase::Removed)
    ]
}

prop_compose! {
    fn any_held()(
        applied in option::of(any_desired()),
        content_ready in any::<bool>(),
        refused in option::of(0..3u64),
        told in option::of((0..3u64, any_phase())),
        unsent in any::<bool>(),
        asked in any::<bool>(),
    ) -> Held {
        let told = told.and_then(|(generation, phase)| self::told(generation, phase));
        Held { applied, content_ready, refused: refused.map(version), told, unsent, asked }
    }
}

fn any_observed() -> impl Strategy<Value = Observed> {
    prop_oneof![Just(Observed::Unknown), Just(Observed::InSync), Just(Observed::Drifted("x".into()))]
}

type World = (BTreeMap<ItemKey, Desired>, BTreeMap<ItemKey, Held>, BTreeMap<ItemKey, Observed>);

/// Does what an action says, as if everything went well.
fn carry_out((desired, held, observed): &mut World, action: &Action) {
    let key = action.key().clone();
    let wish = desired[&key].clone();
    let item = held.entry(key.clone()).or_default();
    let phase = if wish.content == Content::Tombstone { Phase::Removed } else { Phase::Applied };
    match action {
        Action::Fetch(_) => item.content_ready = true,
        Action::Apply { .. } | Action::Remove(_) => {
            item.applied = Some(wish.clone());
            item.refused = None;
            observed.insert(key, Observed::InSync);
        }
        Action::Report(_) => {}
        Action::Forget(_) => {
            desired.remove(&key);
            held.remove(&key);
            return;
        }
    }
    if !matches!(action, Action::Fetch(_)) {
        item.told = Some(Told { version: wish.version, phase, message: String::new() });
        item.asked = false;
        item.unsent = false;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn deletion_needs_a_tombstone_and_absence_is_none(
        desired in btree_map(any_key(), any_desired(), 0..6),
        held in btree_map(any_key(), any_held(), 0..6),
        observed in btree_map(any_key(), any_observed(), 0..6),
    ) {
        let actions = decide(&desired, &held, &observed);
        let keys: BTreeSet<_> = actions.iter().map(Action::key).collect();
        prop_assert_eq!(keys.len(), actions.len(), "one action for each item at most");
        for action in &actions {
            let wish = desired.get(action.key());
            prop_assert!(wish.is_some(), "an item that nobody wishes is left alone");
            let gone = wish.is_some_and(|w| w.content == Content::Tombstone);
            match action {
                Action::Remove(_) | Action::Forget(_) => prop_assert!(gone),
                Action::Fetch(_) => prop_assert!(!gone),
                Action::Apply { key, .. } => {
                    prop_assert!(!gone);
                    prop_assert!(held.get(key).is_some_and(|h| h.content_ready), "applied without content");
                }
                Action::Report(key) => prop_assert_eq!(&held[key].applied, &wish.cloned()),
            }
            if let Action::Forget(key) = action {
                prop_assert!(!held[key].unsent, "forgotten before the server stored it");
            }
        }
    }

    #[test]
    fn what_goes_well_comes_to_rest_as_wished(
        desired in btree_map(any_key(), any_desired(), 0..6),
        held in btree_map(any_key(), any_held(), 0..6),
        observed in btree_map(any_key(), any_observed(), 0..6),
    ) {
        let mut world: World = (desired, held, observed);
        let mut rounds = 0;
        loop {
            let actions = decide(&world.0, &world.1, &world.2);
            if actions.is_empty() {
                break;
            }
            for action in &actions {
                carry_out(&mut world, action);
            }
            rounds += 1;
            prop_assert!(rounds < 5, "still busy: {actions:?}");
        }
        for (key, wish) in &world.0 {
            let item = world.1.get(key).cloned().unwrap_or_default();
            let refused = item.refused == Some(wish.version);
            prop_assert!(refused || item.applied.as_ref() == Some(wish), "{key} is not as wished");
            prop_assert!(!item.asked, "{key} was asked about and not answered");
        }
    }
}
