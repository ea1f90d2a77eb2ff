//! What publishing would change, manifest by manifest and line by line. Compared on the server: the
//! browser only shows lines.

use domain::item::ItemKey;
use serde::{Deserialize, Serialize};

/// One item of a preview.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemDiff {
    /// What it is.
    pub key: ItemKey,
    /// Whether anything in it differs.
    pub changed: bool,
    /// Its manifests, those that go last.
    pub manifests: Vec<ManifestDiff>,
}

/// What becomes of a manifest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fate {
    /// It is sent as the cluster has it.
    Unchanged,
    /// The cluster has it, but not like this.
    Changed,
    /// The cluster does not have it.
    New,
    /// The cluster has it and will not keep it.
    Removed,
}

/// One manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestDiff {
    /// Such as `HTTPRoute`.
    pub kind: String,
    /// Its name in the cluster.
    pub name: String,
    /// What becomes of it.
    pub fate: Fate,
    /// The manifest as it would be sent; as it was, where it goes.
    pub yaml: String,
    /// Where it changes: the lines that differ, with some around them.
    pub lines: Vec<DiffLine>,
}

/// One line of a changed manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum DiffLine {
    /// As before.
    Same(String),
    /// Was not there.
    Added(String),
    /// Will not be there.
    Removed(String),
    /// Lines left out that are as before.
    Gap,
}

#[cfg(feature = "ssr")]
mod compare {
    use domain::product_publish::PreviewItem;
    use similar::{ChangeTag, TextDiff};

    use super::{DiffLine, Fate, ItemDiff, ManifestDiff};

    /// Lines shown around those that differ.
    const AROUND: usize = 3;
    /// What every revision writes anew, whatever else it changes.
    const BOOKKEEPING: [&str; 2] = ["imp-gateway.dev/revision:", "imp-gateway.dev/hash:"];

    impl ItemDiff {
        /// The manifests of an item beside those that the cluster should have now.
        pub fn of(item: PreviewItem) -> Self {
            let (new, live) = (documents(&item.yaml), documents(&item.live_yaml));
            let same = |a: &str, b: &str| identity(a) == identity(b);
            let mut manifests: Vec<_> = new
                .iter()
                .map(|text| {
                    let before = live.iter().find(|before| same(before, text));
                    match before {
                        None => manifest(text, Fate::New, Vec::new()),
                        Some(before) if !item.changed || says_the_same(before, text) => {
                            manifest(text, Fate::Unchanged, Vec::new())
                        }
                        Some(before) => manifest(text, Fate::Changed, lines(before, text)),
                    }
                })
                .collect();
            let gone = live.iter().filter(|before| !new.iter().any(|text| same(before, text)));
            manifests.extend(gone.map(|before| manifest(before, Fate::Removed, Vec::new())));
            let changed = manifests.iter().any(|manifest| manifest.fate != Fate::Unchanged);
            Self { key: item.key, changed, manifests }
        }
    }

    fn documents(yaml: &str) -> Vec<&str> {
        yaml.split("\n---\n").map(|text| text.trim_matches('\n')).filter(|text| !text.is_empty()).collect()
    }

    fn manifest(text: &str, fate: Fate, lines: Vec<DiffLine>) -> ManifestDiff {
        let (kind, name) = identity(text);
        ManifestDiff { kind: kind.to_owned(), name: name.to_owned(), fate, yaml: text.to_owned(), lines }
    }

    /// Kind and name. The renderer writes both at fixed depths, and no two objects of an item share
    /// them.
    fn identity(text: &str) -> (&str, &str) {
        let field = |start: &str| text.lines().find_map(|line| line.strip_prefix(start)).unwrap_or_default();
        (field("kind: "), field("  name: "))
    }

    fn essence(text: &str) -> impl Iterator<Item = &str> {
        text.lines().filter(|line| !BOOKKEEPING.iter().any(|word| line.trim_start().starts_with(word)))
    }

    fn says_the_same(a: &str, b: &str) -> bool {
        essence(a).eq(essence(b))
    }

    fn lines(before: &str, after: &str) -> Vec<DiffLine> {
        let (before, after): (Vec<_>, Vec<_>) = (essence(before).collect(), essence(after).collect());
        let diff = TextDiff::from_slices(&before, &after);
        let mut lines = Vec::new();
        let mut end = 0;
        for group in diff.grouped_ops(AROUND) {
            let start = group.first().map_or(0, |op| op.new_range().start);
            if start > end || (!lines.is_empty()) {
                lines.push(DiffLine::Gap);
            }
            for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
                let text = change.value().to_owned();
                lines.push(match change.tag() {
                    ChangeTag::Equal => DiffLine::Same(text),
                    ChangeTag::Insert => DiffLine::Added(text),
                    ChangeTag::Delete => DiffLine::Removed(text),
                });
            }
            end = group.last().map_or(end, |op| op.new_range().end);
        }
        if end < after.len() {
            lines.push(DiffLine::Gap);
        }
        lines
    }

    #[cfg(test)]
    mod tests {
        use domain::item::{ItemKey, ItemKind};

        use super::*;

        fn document(kind: &str, name: &str, revision: u8, rest: &str) -> String {
            format!(
                "apiVersion: v1\nkind: {kind}\nmetadata:\n  labels:\n    imp-gateway.dev/revision: \"{revision}\"\n  \
                 name: {name}\nspec:\n{rest}"
            )
        }

        fn item(changed: bool, yaml: &[String], live: &[String]) -> ItemDiff {
            ItemDiff::of(PreviewItem {
                key: ItemKey { kind: ItemKind::Deploy, subject: "pub_1".to_owned() },
                hash: String::new(),
                changed,
                yaml: yaml.join("\n---\n"),
                live_yaml: live.join("\n---\n"),
            })
        }

        #[test]
        fn each_manifest_has_its_fate() {
            let paths = |last: &str| {
                (1..=9).map(|n| format!("  - /{n}\n")).collect::<String>() + &format!("  - {last}\n")
            };
            let live = [
                document("HTTPRoute", "kept", 1, "  a: 1\n"),
                document("HTTPRoute", "changed", 1, &paths("/old")),
                document("Backend", "gone", 1, "  a: 1\n"),
            ];
            let new = [
                document("HTTPRoute", "kept", 2, "  a: 1\n"),
                document("HTTPRoute", "changed", 2, &paths("/new")),
                document("Backend", "new", 2, "  a: 1\n"),
            ];
            let diff = item(true, &new, &live);
            let fates: Vec<_> = diff.manifests.iter().map(|m| (m.name.as_str(), m.fate)).collect();
            let expected = [
                ("kept", Fate::Unchanged),
                ("changed", Fate::Changed),
                ("new", Fate::New),
                ("gone", Fate::Removed),
            ];
            assert_eq!(fates, expected);
            let same = |n: u8| DiffLine::Same(format!("  - /{n}"));
            let expected = [
                DiffLine::Gap,
                same(7),
                same(8),
                same(9),
                DiffLine::Removed("  - /old".to_owned()),
                DiffLine::Added("  - /new".to_owned()),
            ];
            assert_eq!(diff.manifests[1].lines, expected);
        }

        #[test]
        fn the_number_of_the_revision_is_no_change() {
            let diff = item(true, &[document("HTTPRoute", "a", 2, "")], &[document("HTTPRoute", "a", 1, "")]);
            assert!(!diff.changed);
        }

        #[test]
        fn everything_of_a_first_publish_is_new() {
            let diff = item(true, &[document("HTTPRoute", "a", 1, "")], &[]);
            assert_eq!((diff.changed, diff.manifests[0].fate), (true, Fate::New));
        }
    }
}
