//! What must be true of the state folder after a restart, whatever happened to its files.

use std::{fs, os::unix::fs::PermissionsExt as _};

use super::*;
use crate::{
    model::{ItemKind, Subject},
    report::Phase,
};

fn key(subject: &str) -> ItemKey {
    ItemKey { kind: ItemKind::Deploy, subject: Subject::try_from(subject.to_owned()).unwrap() }
}

fn wish(generation: u64, content: &str) -> Desired {
    let version = Version { hub_epoch: 1, generation };
    Desired { version, content: Content::Present(Hash::of(content.as_bytes())) }
}

fn take_in(state: &mut State, subject: &str, generation: u64, content: &str) {
    state.take_in(&key(subject), wish(generation, content), Some(content.as_bytes())).unwrap();
}

fn say(state: &mut State, subject: &str, generation: u64, phase: Phase) {
    state.say(&key(subject), None, Outcome::of(&wish(generation, "x"), phase), |_| {}).unwrap();
}

fn seqs(state: &State) -> Vec<u64> {
    state.unsent(0, 100).into_iter().map(|(_, report)| report.seq).collect()
}

#[test]
fn everything_is_there_after_a_restart_and_only_for_its_owner() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("state");
    let mut state = State::open(&root).unwrap();
    assert!(State::open(&root).unwrap_err().to_string().contains("another agent holds"));
    take_in(&mut state, "a", 7, "one");
    say(&mut state, "a", 7, Phase::Applied);
    let before = (state.records.clone(), state.newest(), seqs(&state));
    drop(state);

    let state = State::open(&root).unwrap();
    assert_eq!((state.records.clone(), state.newest(), seqs(&state)), before);
    assert_eq!(state.spec(&Hash::of(b"one")), Spec::Whole(b"one".to_vec()));
    let mut dirs = vec![root];
    while let Some(dir) = dirs.pop() {
        assert_eq!(fs::metadata(&dir).unwrap().permissions().mode() & 0o777, 0o700, "{}", dir.display());
        for entry in fs::read_dir(&dir).unwrap().map(Result::unwrap) {
            let meta = entry.metadata().unwrap();
            if meta.is_dir() {
                dirs.push(entry.path());
            } else {
                assert_eq!(meta.permissions().mode() & 0o777, 0o600, "{}", entry.path().display());
            }
        }
    }
}

#[test]
fn report_numbers_never_fall_and_reports_go_once_stored() {
    let dir = tempfile::tempdir().unwrap();
    let mut state = State::open(dir.path()).unwrap();
    for subject in ["a", "b", "c"] {
        take_in(&mut state, subject, 1, subject);
        say(&mut state, subject, 1, Phase::Applied);
    }
    assert_eq!(seqs(&state), [1, 2, 3]);
    assert!(state.acknowledged(2).unwrap().is_empty(), "nothing among them is a tombstone");
    assert_eq!(seqs(&state), [3]);
    drop(state);
    let mut state = State::open(dir.path()).unwrap();
    assert_eq!(seqs(&state), [3]);
    say(&mut state, "a", 1, Phase::Failed);
    assert!(*seqs(&state).last().unwrap() > 3);
}

#[test]
fn news_replace_old_news_of_the_same_phase() {
    let dir = tempfile::tempdir().unwrap();
    let mut state = State::open(dir.path()).unwrap();
    let outcome = Outcome::of(&wish(1, "x"), Phase::Applied);
    state.say(&key("a"), Some("cmd_1".into()), outcome, |_| {}).unwrap();
    for _ in 0..50 {
        say(&mut state, "a", 1, Phase::Failed);
        say(&mut state, "a", 1, Phase::Applied);
    }
    let unsent = state.unsent(0, 1000);
    assert_eq!(unsent.len(), 2);
    assert_eq!(unsent[1].1.command.as_deref(), Some("cmd_1"), "the command still gets its answer");
}

#[test]
fn a_lost_count_goes_on_above_the_servers() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("counter.json"), "broken").unwrap();
    let mut state = State::open(dir.path()).unwrap();
    say(&mut state, "a", 1, Phase::Applied);
    say(&mut state, "b", 1, Phase::Applied);
    assert_eq!(seqs(&state), [1, 2]);
    state.continue_above(500).unwrap();
    assert_eq!(seqs(&state), [501, 502]);
    state.continue_above(500).unwrap();
    assert_eq!(seqs(&state), [501, 502], "nothing changes when the count is right");
}

/// A failure that was said before the count was lost, and what healed it, said after.
#[test]
fn reports_keep_their_order_when_they_are_numbered_anew() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("counter.json"), "broken").unwrap();
    let mut state = State::open(dir.path()).unwrap();
    take_in(&mut state, "a", 1, "a");
    say(&mut state, "a", 1, Phase::Failed);
    state.continue_above(1).unwrap();
    say(&mut state, "a", 1, Phase::Applied);
    say(&mut state, "b", 1, Phase::Applied);
    let phases = |state: &State| {
        let said = |(key, report): (ItemKey, Report)| (key.subject.as_str().to_owned(), report.outcome.phase);
        state.unsent(0, 100).into_iter().map(said).collect::<Vec<_>>()
    };
    let expected = [("a", Phase::Failed), ("a", Phase::Applied), ("b", Phase::Applied)];
    let expected = expected.map(|(subject, phase)| (subject.to_owned(), phase));
    assert_eq!((seqs(&state), phases(&state)), (vec![2, 3, 4], expected.to_vec()));
    // The server knows some of the numbers and not others.
    state.continue_above(2).unwrap();
    assert_eq!((seqs(&state), phases(&state)), (vec![5, 6, 7], expected.to_vec()));
    drop(state);
    assert_eq!(phases(&State::open(dir.path()).unwrap()), expected);
}

#[test]
fn a_broken_item_is_named_and_the_others_live() {
    let dir = tempfile::tempdir().unwrap();
    let mut state = State::open(dir.path()).unwrap();
    for subject in ["a", "b", "c"] {
        take_in(&mut state, subject, 1, subject);
    }
    drop(state);
    fs::write(dir.path().join("items/deploy/a.json"), "").unwrap();
    fs::write(dir.path().join("items/deploy/b.json"), r#"{"format":99,"item":{"reports":[]}}"#).unwrap();
    fs::write(dir.path().join("items/deploy/README"), "not ours").unwrap();
    let mut state = State::open(dir.path()).unwrap();
    let mut broken: Vec<_> = state.take_broken().into_iter().map(|(key, _)| key).collect();
    broken.sort();
    assert_eq!(broken, [key("a"), key("b")]);
    assert_eq!(state.records().keys().collect::<Vec<_>>(), [&key("c")]);
    assert_eq!(state.spec(&Hash::of(b"a")), Spec::Whole(b"a".to_vec()), "its content may still be needed");
}

#[test]
fn contents_go_when_nobody_wishes_them() {
    let dir = tempfile::tempdir().unwrap();
    let mut state = State::open(dir.path()).unwrap();
    take_in(&mut state, "a", 1, "shared");
    take_in(&mut state, "b", 1, "shared");
    take_in(&mut state, "a", 2, "new");
    assert_eq!(state.spec(&Hash::of(b"shared")), Spec::Whole(b"shared".to_vec()));
    take_in(&mut state, "b", 2, "new");
    assert_eq!(state.spec(&Hash::of(b"shared")), Spec::Missing);
    fs::write(dir.path().join("specs").join(Hash::of(b"new").as_str()), "other").unwrap();
    assert!(matches!(state.spec(&Hash::of(b"new")), Spec::Broken(_)));
}

#[test]
fn a_forgotten_item_leaves_how_new_it_was() {
    let dir = tempfile::tempdir().unwrap();
    let mut state = State::open(dir.path()).unwrap();
    take_in(&mut state, "a", 3, "a");
    let gone = Desired { version: Version { hub_epoch: 1, generation: 9 }, content: Content::Tombstone };
    state.take_in(&key("b"), gone.clone(), None).unwrap();
    state.say(&key("b"), None, Outcome::of(&gone, Phase::Removed), |_| {}).unwrap();
    assert_eq!(state.acknowledged(100).unwrap(), [key("b")]);
    state.forget(&key("b")).unwrap();
    drop(state);
    let state = State::open(dir.path()).unwrap();
    assert_eq!(state.newest().generation, 9);
    assert_eq!(state.records().len(), 1);
}

#[test]
fn a_disk_that_refuses_changes_nothing_but_the_reason_is_kept() {
    let dir = tempfile::tempdir().unwrap();
    let mut state = State::open(dir.path()).unwrap();
    take_in(&mut state, "a", 1, "a");
    // A folder where the file should be: root may write anywhere, but not over this.
    let file = dir.path().join("items/deploy/a.json");
    fs::remove_file(&file).unwrap();
    fs::create_dir(&file).unwrap();
    assert!(state.take_in(&key("a"), wish(2, "b"), Some(b"b")).is_err());
    assert_eq!(state.record(&key("a")).unwrap().desired, Some(wish(1, "a")), "only what is stored counts");
    let said = state.say(&key("a"), None, Outcome::of(&wish(2, "b"), Phase::Failed), |_| {});
    assert!(said.is_err());
    assert_eq!(seqs(&state), [1], "the server hears it all the same");
    fs::remove_dir(&file).unwrap();
    assert!(state.take_in(&key("a"), wish(2, "b"), Some(b"b")).is_ok());
}

#[test]
fn a_folder_that_cannot_be_one_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    fs::write(&file, "").unwrap();
    assert!(State::open(&file).unwrap_err().to_string().contains("file"));
}
