//! The rules of the directory: what is written, what is put right, and what is never touched.

use std::{fs, os::unix::fs::PermissionsExt as _, path::PathBuf};

use serde_json::{Value, json};

use super::*;
use crate::{
    manifest,
    model::{Hash, ItemKey, ItemKind, Subject, Version},
    report::Phase,
};

/// Something that somebody does to the files.
type Change = fn(&Bench);

struct Bench {
    _temp: tempfile::TempDir,
    root: PathBuf,
}

impl Bench {
    fn new() -> Self {
        let temp = tempfile::tempdir().unwrap();
        Self { root: temp.path().join("manifests"), _temp: temp }
    }

    fn folder(&self) -> PathBuf {
        self.root.join("deploy/pub_a")
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder().join(name)
    }

    fn apply(&self, generation: u64, objects: &[Value]) -> Result<Applied, Failure> {
        apply::apply(&self.root, &item(generation, objects))
    }

    fn observe(&self, generation: u64, objects: &[Value]) -> Observed {
        observe::observe(&self.root, &item(generation, objects))
    }

    fn remove(&self, generation: u64) -> Result<(), Failure> {
        let removal = Removal { cluster: "clu_1".into(), key: key(), version: version(generation) };
        remove::remove(&self.root, &removal)
    }

    /// Names in the folder, without the inventory.
    fn names(&self) -> Vec<String> {
        let entries =
            fs::read_dir(self.folder()).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<_> = entries.filter(|name| name != inventory::FILE).collect();
        names.sort();
        names
    }
}

fn key() -> ItemKey {
    ItemKey { kind: ItemKind::Deploy, subject: Subject::try_from("pub_a".to_owned()).unwrap() }
}

fn version(generation: u64) -> Version {
    Version { hub_epoch: 1, generation }
}

fn object(kind: &str, name: &str) -> Value {
    json!({"apiVersion": "v1", "kind": kind,
           "metadata": {"name": name, "namespace": "ns", "labels": {"app.kubernetes.io/managed-by": "imp-gateway"}}})
}

fn item(generation: u64, objects: &[Value]) -> Item {
    let bytes = serde_json::to_vec(objects).unwrap();
    Item {
        cluster: "clu_1".into(),
        key: key(),
        version: version(generation),
        hash: Hash::of(&bytes),
        manifests: manifest::parse(&bytes).unwrap(),
    }
}

fn message<T: std::fmt::Debug>(result: Result<T, Failure>) -> String {
    let failure = result.unwrap_err();
    assert!(!failure.terminal, "{failure:?}");
    failure.message
}

#[test]
fn files_are_named_ordered_and_secret_where_they_must_be() {
    let bench = Bench::new();
    let objects = [object("Service", "b"), object("Secret", "keys"), object("HTTPRoute", "a")];
    let applied = bench.apply(1, &objects).unwrap();
    assert_eq!(
        applied.resources.iter().map(|r| (&*r.kind, r.phase)).collect::<Vec<_>>(),
        [("Service", Phase::Applied), ("Secret", Phase::Applied), ("HTTPRoute", Phase::Applied)]
    );
    assert_eq!(bench.names(), ["01-service-b.yaml", "02-secret-keys.yaml", "03-httproute-a.yaml"]);
    let mode = |name| fs::metadata(bench.file(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode("01-service-b.yaml"), mode("02-secret-keys.yaml")), (0o644, 0o600));
    assert_eq!(
        fs::read_to_string(bench.file("03-httproute-a.yaml")).unwrap(),
        "# deploy/pub_a: managed by imp-gateway, changes made here are undone
apiVersion: v1
kind: HTTPRoute
metadata:
  name: a
  namespace: ns
  labels:
    app.kubernetes.io/managed-by: imp-gateway
"
    );
    assert_eq!(bench.observe(1, &objects), Observed::InSync);
    let recorded = inventory::recorded(&bench.root, "clu_1");
    assert_eq!((recorded.len(), recorded[0].version, recorded[0].complete), (1, version(1), true));
    assert!(inventory::recorded(&bench.root, "clu_2").is_empty());
}

#[test]
fn what_somebody_changed_is_seen_and_put_right() {
    let bench = Bench::new();
    let objects = [object("Secret", "a"), object("Secret", "b")];
    let changes: [(&str, Change); 5] = [
        ("01-secret-a.yaml", |b| fs::write(b.file("01-secret-a.yaml"), "mine: now").unwrap()),
        ("02-secret-b.yaml", |b| fs::remove_file(b.file("02-secret-b.yaml")).unwrap()),
        ("01-secret-a.yaml", |b| {
            fs::set_permissions(b.file("01-secret-a.yaml"), fs::Permissions::from_mode(0o644)).unwrap()
        }),
        ("the inventory is gone", |b| fs::remove_file(b.file(inventory::FILE)).unwrap()),
        ("the inventory is broken", |b| fs::write(b.file(inventory::FILE), "{").unwrap()),
    ];
    bench.apply(1, &objects).unwrap();
    for (says, change) in changes {
        change(&bench);
        let Observed::Drifted(what) = bench.observe(1, &objects) else { panic!("{says} was not seen") };
        assert!(what.contains(says), "{what}");
        bench.apply(1, &objects).unwrap();
        assert_eq!(bench.observe(1, &objects), Observed::InSync, "{says}");
    }
    fs::remove_dir_all(bench.folder()).unwrap();
    assert!(matches!(bench.observe(1, &objects), Observed::Drifted(_)));
    bench.apply(1, &objects).unwrap();
    assert_eq!(bench.observe(1, &objects), Observed::InSync);
}

#[test]
fn applying_again_writes_nothing() {
    let bench = Bench::new();
    let objects = [object("Service", "a")];
    bench.apply(1, &objects).unwrap();
    let stamp = || {
        [bench.file("01-service-a.yaml"), bench.file(inventory::FILE)].map(|p| {
            use std::os::unix::fs::MetadataExt as _;
            fs::metadata(p).unwrap().ino()
        })
    };
    let before = stamp();
    bench.apply(1, &objects).unwrap();
    assert_eq!(stamp(), before);
}

#[test]
fn a_new_set_prunes_ours_and_leaves_what_is_not() {
    let bench = Bench::new();
    bench.apply(1, &[object("Service", "a"), object("Service", "b"), object("Service", "c")]).unwrap();
    fs::write(bench.file("notes.txt"), "theirs").unwrap();
    fs::write(bench.file("09-service-copy.yaml"), fs::read(bench.file("01-service-a.yaml")).unwrap())
        .unwrap();
    fs::write(bench.file("03-service-c.yaml"), "relabelled: by hand").unwrap();
    let applied = bench.apply(2, &[object("Service", "a")]).unwrap();
    assert_eq!(
        bench.names(),
        ["01-service-a.yaml", "03-service-c.yaml", "09-service-copy.yaml", "notes.txt"]
    );
    assert_eq!(applied.left, ["deploy/pub_a/03-service-c.yaml does not carry our label any more"]);
    // Refused deletions stay in the inventory: once the file is gone, the set is complete.
    fs::remove_file(bench.file("03-service-c.yaml")).unwrap();
    assert!(bench.apply(2, &[object("Service", "a")]).unwrap().left.is_empty());
    assert_eq!(bench.observe(2, &[object("Service", "a")]), Observed::InSync);
}

#[test]
fn a_foreign_file_is_a_conflict_and_nothing_is_written() {
    let bench = Bench::new();
    fs::create_dir_all(bench.folder()).unwrap();
    fs::write(bench.file("02-service-b.yaml"), "theirs: true").unwrap();
    let objects = [object("Service", "a"), object("Service", "b")];
    let failure = bench.apply(1, &objects).unwrap_err();
    assert_eq!(
        failure.message,
        "OwnershipConflict: deploy/pub_a/02-service-b.yaml is not ours: move it away"
    );
    assert_eq!(failure.resources.iter().map(|r| &*r.name).collect::<Vec<_>>(), ["b"]);
    assert_eq!(bench.names(), ["02-service-b.yaml"]);
    assert_eq!(fs::read_to_string(bench.file("02-service-b.yaml")).unwrap(), "theirs: true");
    // Nor does a removal touch it, and once it is away the item is applied.
    bench.remove(2).unwrap();
    assert_eq!(bench.names(), ["02-service-b.yaml"]);
    fs::remove_file(bench.file("02-service-b.yaml")).unwrap();
    bench.apply(3, &objects).unwrap();
}

#[test]
fn links_and_folders_in_the_way_are_not_followed() {
    let bench = Bench::new();
    let outside = bench.root.parent().unwrap().join("outside");
    fs::create_dir_all(&outside).unwrap();
    fs::create_dir_all(bench.root.join("deploy")).unwrap();
    std::os::unix::fs::symlink(&outside, bench.folder()).unwrap();
    assert!(message(bench.apply(1, &[object("Service", "a")])).contains("OwnershipConflict"));
    assert!(message(bench.remove(1)).contains("OwnershipConflict"));
    assert_eq!(fs::read_dir(&outside).unwrap().count(), 0);
    fs::remove_file(bench.folder()).unwrap();
    fs::create_dir_all(bench.file("01-service-a.yaml")).unwrap();
    assert!(message(bench.apply(1, &[object("Service", "a")])).contains("OwnershipConflict"));
}

#[test]
fn a_tombstone_removes_what_is_ours_and_only_that() {
    let bench = Bench::new();
    bench.apply(1, &[object("Service", "a"), object("Service", "b")]).unwrap();
    bench.remove(2).unwrap();
    assert!(!bench.folder().exists());
    bench.remove(2).unwrap();

    bench.apply(3, &[object("Service", "a"), object("Service", "b")]).unwrap();
    fs::write(bench.file("02-service-b.yaml"), "relabelled: by hand").unwrap();
    fs::write(bench.file("notes.txt"), "theirs").unwrap();
    assert!(message(bench.remove(4)).contains("02-service-b.yaml"));
    assert_eq!(bench.names(), ["02-service-b.yaml", "notes.txt"]);
    fs::remove_file(bench.file("02-service-b.yaml")).unwrap();
    bench.remove(4).unwrap();
    assert_eq!(bench.names(), ["notes.txt"]);
    assert!(!bench.file(inventory::FILE).exists());
}

#[test]
fn a_crash_anywhere_in_between_is_continued() {
    let (old, new) = ([object("Service", "a"), object("Service", "b")], [object("Service", "c")]);
    let finished = {
        let bench = Bench::new();
        bench.apply(2, &new).unwrap();
        bench.names()
    };
    // What the disk looks like after each step of going from the old set to the new one.
    let steps: [fn(&Bench, &Item); 4] = [
        |b, _| fs::write(b.file(".imp-tmp-x1"), "half").unwrap(),
        |b, new| superset(b, new),
        |b, new| {
            superset(b, new);
            let file = &layout::plan(&key(), &new.manifests)[0];
            fs::write(b.file(&file.name), &file.bytes).unwrap();
        },
        |b, new| {
            superset(b, new);
            let file = &layout::plan(&key(), &new.manifests)[0];
            fs::write(b.file(&file.name), &file.bytes).unwrap();
            fs::remove_file(b.file("01-service-a.yaml")).unwrap();
        },
    ];
    for step in steps {
        let bench = Bench::new();
        bench.apply(1, &old).unwrap();
        step(&bench, &item(2, &new));
        bench.apply(2, &new).unwrap();
        assert_eq!(bench.names(), finished);
        assert_eq!(bench.observe(2, &new), Observed::InSync);
    }
}

fn superset(bench: &Bench, new: &Item) {
    let content = crate::model::Content::Present(new.hash.clone());
    let mut inventory = inventory::Inventory::new("clu_1".into(), key(), new.version, content);
    inventory.files =
        ["01-service-a.yaml", "02-service-b.yaml", "01-service-c.yaml"].map(str::to_owned).into();
    inventory.write(&bench.folder()).unwrap();
    assert!(!inventory::recorded(&bench.root, "clu_1")[0].complete);
}

#[test]
fn an_agent_that_lags_behind_is_fenced_off() {
    let bench = Bench::new();
    let (one, two) = ([object("Service", "a")], [object("Service", "b")]);
    bench.apply(5, &two).unwrap();
    assert!(message(bench.apply(4, &one)).contains("generation 5 already"));
    assert!(message(bench.remove(4)).contains("newer"));
    let other = bench.apply(5, &one).unwrap_err();
    assert!(other.terminal && other.message.contains("other content"));
    assert_eq!(bench.names(), ["01-service-b.yaml"]);
}

#[test]
fn a_lost_inventory_is_made_anew_from_files_that_are_signed() {
    let bench = Bench::new();
    bench.apply(1, &[object("Service", "a"), object("Service", "b")]).unwrap();
    fs::write(bench.file("07-service-x.yaml"), "theirs: true").unwrap();
    fs::remove_file(bench.file(inventory::FILE)).unwrap();
    bench.apply(2, &[object("Service", "a")]).unwrap();
    assert_eq!(bench.names(), ["01-service-a.yaml", "07-service-x.yaml"]);
}

#[tokio::test]
async fn an_unusable_directory_gives_its_reason_and_recovers() {
    let bench = Bench::new();
    fs::write(&bench.root, "a file where the directory should be").unwrap();
    let target = Directory::new(&bench.root);
    target.claim().await.unwrap();
    let objects = [object("Service", "a")];
    let reason = message(target.apply(item(1, &objects)).await);
    assert!(reason.contains("manifests"), "{reason}");
    fs::remove_file(&bench.root).unwrap();
    target.apply(item(1, &objects)).await.unwrap();
    assert_eq!(target.observe(item(1, &objects)).await, Observed::InSync);
}

#[tokio::test]
async fn a_second_agent_is_refused() {
    let bench = Bench::new();
    let first = Directory::new(&bench.root);
    first.claim().await.unwrap();
    let second = Directory::new(&bench.root);
    assert!(second.claim().await.unwrap_err().to_string().contains("another agent holds"));
    assert!(message(second.apply(item(1, &[object("Service", "a")])).await).contains("another agent holds"));
    drop(first);
    second.claim().await.unwrap();
}
