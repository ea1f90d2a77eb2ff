//! Whatever a provider may save renders to manifests that a cluster takes and serves as they are
//! meant, or is refused; and the order in which things were written down never matters.

use domain::revision::Snapshot;
use proptest::{prelude::*, test_runner::Config};
use render::{AccessSet, Capabilities, Item, check, render};

use crate::support::{
    generated::{Manners, access, capabilities, publish, turned},
    judge::complaints,
    world::able,
};

fn rendered(snapshot: &Snapshot, access: &AccessSet, capabilities: &Capabilities) -> Vec<Item> {
    render(&render::Input { snapshot, revision: 1, access, capabilities })
}

fn reversed(access: &AccessSet) -> AccessSet {
    let mut reversed = access.clone();
    reversed.applications.reverse();
    reversed.applications.iter_mut().for_each(|a| a.credentials.reverse());
    reversed
}

proptest! {
    #![proptest_config(Config { cases: 96, failure_persistence: None, ..Config::default() })]

    /// Nothing is refused for no reason.
    #[test]
    fn what_can_be_saved_can_be_applied(snapshot in publish(Manners::Tame), access in access()) {
        let capabilities = able();
        let obstacles = check(&snapshot, &capabilities);
        prop_assert_eq!(obstacles, []);
        let items = rendered(&snapshot, &access, &capabilities);
        let found = complaints(&snapshot, &items);
        prop_assert!(found.is_empty(), "{found:#?}");
        prop_assert_eq!(&rendered(&turned(&snapshot), &reversed(&access), &capabilities), &items);
    }
}

proptest! {
    // More of them: most are refused, and say nothing about what is not.
    #![proptest_config(Config { cases: 512, failure_persistence: None, ..Config::default() })]

    /// Nothing that would go wrong gets through.
    #[test]
    fn what_is_not_refused_can_be_applied(
        snapshot in publish(Manners::Wild), access in access(), capabilities in capabilities(),
    ) {
        let codes = |snapshot: &Snapshot| {
            let mut codes: Vec<_> = check(snapshot, &capabilities).iter().map(|e| e.reason.code.as_str()).collect();
            codes.sort_unstable();
            codes.dedup();
            codes
        };
        prop_assert_eq!(codes(&snapshot), codes(&turned(&snapshot)));
        if codes(&snapshot).is_empty() {
            let items = rendered(&snapshot, &access, &capabilities);
            let found = complaints(&snapshot, &items);
            prop_assert!(found.is_empty(), "{found:#?}");
            prop_assert_eq!(&rendered(&turned(&snapshot), &reversed(&access), &capabilities), &items);
        }
    }
}
