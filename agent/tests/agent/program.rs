//! The real program: flags, signals, locks, and what is left when it is killed.

use std::fs;

use proto::v1::Phase;

use crate::support::{Home, Hub, Program, Seen, Tamper, contents, object, until, world::DEPLOY};

#[tokio::test]
async fn it_registers_applies_and_stops_on_a_signal() {
    for signal in ["-TERM", "-INT"] {
        let (hub, home) = (Hub::start().await, Home::new());
        let mut program = Program::start(&home, &hub, &["--log-format", "json"]);
        hub.connected(0).await;
        hub.deploy(DEPLOY, "pub_a", 1, Some(contents(2, "one")));
        hub.result("pub_a", 1, Phase::Applied).await;
        program.signal(signal);
        assert!(program.ended().await.success());
        let log = program.log();
        assert!(!log.contains(hub.token()) && !log.contains("jwt-"), "a secret is in the log: {log}");
        for line in log.lines() {
            assert!(serde_json::from_str::<serde_json::Value>(line).is_ok(), "not JSON: {line}");
        }
    }
}

#[tokio::test]
async fn the_token_may_lie_in_a_file() {
    let (hub, home) = (Hub::start().await, Home::new());
    let file = home.state.with_file_name("token");
    fs::write(&file, format!("{}\n", hub.token())).unwrap();
    let file = file.to_str().unwrap();
    let program = Program::start_with(&home, &hub.url(), &["--token-file", file]);
    hub.connected(0).await;
    program.kill().await;
    // Tidied away after the registration.
    fs::remove_file(file).unwrap();
    let program = Program::start_with(&home, &hub.url(), &["--token-file", file]);
    hub.connected(1).await;
    program.kill().await;
}

#[tokio::test]
async fn what_cannot_work_ends_with_one_clear_line() {
    let (hub, home) = (Hub::start().await, Home::new());
    let first = Program::start(&home, &hub, &[]);
    hub.connected(0).await;
    let other = Home::new();
    let mut second = Program::start(&home, &hub, &[]);
    assert!(!second.ended().await.success());
    let mut used = Program::start(&other, &hub, &["--log", "off"]);
    assert!(!used.ended().await.success());
    let line = |log: String| log.lines().last().unwrap().to_owned();
    assert!(line(second.log()).starts_with("imp-agent: another agent holds "), "{}", second.log());
    assert_eq!(
        used.log(),
        "imp-agent: the server refuses the registration: the registration token is not known or was used\n"
    );
    first.kill().await;
}

#[tokio::test]
async fn killed_while_it_registers_it_asks_again_with_the_same_key() {
    let (hub, home) = (Hub::start().await, Home::new());
    hub.world().hold_registration = true;
    let program = Program::start(&home, &hub, &[]);
    hub.seen_more(0, |seen| matches!(seen, Seen::Registered)).await;
    program.kill().await;
    hub.world().hold_registration = false;
    let program = Program::start(&home, &hub, &[]);
    hub.connected(0).await;
    assert_eq!(hub.world().keys.len(), 1);
    program.kill().await;
}

/// The manifests do not fit any more, the agent's own small files do.
#[tokio::test]
async fn a_full_disk_is_told_and_recovers() {
    let (hub, home) = (Hub::start().await, Home::new());
    let program = Program::start_limited(&home, &hub, 8192);
    hub.connected(0).await;
    let mut object = object("ConfigMap", "a", "one");
    let bytes = |object: &serde_json::Value| serde_json::to_vec(&[object]).unwrap();
    hub.deploy(DEPLOY, "pub_a", 1, Some(bytes(&object)));
    hub.result("pub_a", 1, Phase::Applied).await;
    let before = home.files();

    object["data"]["value"] = vec![1; 2000].into();
    let command = hub.deploy(DEPLOY, "pub_a", 2, Some(bytes(&object)));
    let failed = hub.answer(&command).await;
    assert_eq!((failed.phase(), failed.generation, failed.terminal), (Phase::Failed, 2, false));
    assert!(failed.message.contains("File too large"), "{}", failed.message);
    assert_eq!(home.files(), before, "what was there serves on");
    let inventory = fs::read(home.manifest("deploy/pub_a/.imp-inventory")).unwrap();
    let inventory: serde_json::Value = serde_json::from_slice(&inventory).unwrap();
    let begun = (inventory["version"]["generation"].as_u64(), inventory["complete"].as_bool());
    assert_eq!(begun, (Some(2), Some(false)), "whoever looks knows that the work is not finished");

    program.unlimit();
    let applied = hub.result("pub_a", 2, Phase::Applied).await;
    assert_eq!(applied.message, "");
    assert_ne!(home.files(), before);
    program.kill().await;
}

#[tokio::test]
async fn killed_while_it_fetches_it_ends_as_wished() {
    let (hub, home) = (Hub::start().await, Home::new());
    let program = Program::start(&home, &hub, &[]);
    hub.connected(0).await;
    hub.world().tamper = Some(Tamper::Stalled);
    hub.deploy(DEPLOY, "pub_a", 1, Some(contents(4, "one")));
    hub.seen_more(0, |seen| matches!(seen, Seen::Fetched(_))).await;
    program.kill().await;
    hub.world().tamper = None;
    let program = Program::start(&home, &hub, &[]);
    hub.connected(1).await;
    // The command was not answered, so a server sends it again.
    hub.world().command(DEPLOY, "pub_a", 1);
    hub.result("pub_a", 1, Phase::Applied).await;
    program.kill().await;
}

/// Killed when a number of files of a new set is there, while the old set is only partly gone.
#[tokio::test]
async fn killed_while_it_writes_it_goes_on_where_it_was() {
    let (hub, home) = (Hub::start().await, Home::new());
    let (old, new) = (contents(30, "old"), contents(60, "new"));
    let expected = {
        let other = Home::new();
        let hub = Hub::start().await;
        let agent = other.start(&hub);
        hub.connected(0).await;
        hub.deploy(DEPLOY, "pub_a", 1, Some(new.clone()));
        hub.result("pub_a", 1, Phase::Applied).await;
        agent.stop().await;
        other.files()
    };
    let mut connects = 0;
    for (round, written) in [0, 1, 7, 29, 45, 59, 60].into_iter().enumerate() {
        let generation = round as u64 * 10 + 1;
        let program = Program::start(&home, &hub, &[]);
        connects = hub.connected(connects).await;
        hub.deploy(DEPLOY, "pub_a", generation, Some(old.clone()));
        hub.result("pub_a", generation, Phase::Applied).await;
        hub.deploy(DEPLOY, "pub_a", generation + 1, Some(new.clone()));
        until("some files are written", || {
            let new = home.files().iter().filter(|(_, text)| text.contains("value: new")).count();
            let begun = fs::read_to_string(home.manifest("deploy/pub_a/.imp-inventory"))
                .is_ok_and(|text| text.contains(&format!("\"generation\": {}", generation + 1)));
            (begun && new >= written).then_some(())
        })
        .await;
        program.kill().await;
        let program = Program::start(&home, &hub, &[]);
        connects = hub.connected(connects).await;
        // The wish was on record before the first write: nobody has to tell it again.
        hub.result("pub_a", generation + 1, Phase::Applied).await;
        assert_eq!(home.files(), expected);
        program.kill().await;
    }
}

#[tokio::test]
async fn killed_while_it_removes_it_goes_on() {
    let (hub, home) = (Hub::start().await, Home::new());
    let mut connects = 0;
    for (round, left) in [59, 30, 1].into_iter().enumerate() {
        let generation = round as u64 * 10 + 1;
        let program = Program::start(&home, &hub, &[]);
        connects = hub.connected(connects).await;
        hub.deploy(DEPLOY, "pub_a", generation, Some(contents(60, "x")));
        hub.result("pub_a", generation, Phase::Applied).await;
        hub.deploy(DEPLOY, "pub_a", generation + 1, None);
        until("some files are gone", || (home.names().len() <= left).then_some(())).await;
        program.kill().await;
        let program = Program::start(&home, &hub, &[]);
        connects = hub.connected(connects).await;
        hub.result("pub_a", generation + 1, Phase::Removed).await;
        assert!(home.names().is_empty());
        program.kill().await;
    }
}

#[tokio::test]
async fn killed_before_its_results_are_stored_it_sends_them_again() {
    let (hub, home) = (Hub::start().await, Home::new());
    hub.world().hold_acks = true;
    let program = Program::start(&home, &hub, &[]);
    hub.connected(0).await;
    let command = hub.deploy(DEPLOY, "pub_a", 1, Some(contents(2, "one")));
    let first = hub.answer(&command).await;
    program.kill().await;
    hub.world().hold_acks = false;
    let program = Program::start(&home, &hub, &[]);
    hub.wait("sent again", |world| (world.results().filter(|r| **r == first).count() == 2).then_some(()))
        .await;
    program.kill().await;
}

#[tokio::test]
async fn a_hang_up_looks_at_everything_now() {
    let (hub, home) = (Hub::start().await, Home::new());
    let program = Program::start(&home, &hub, &[]);
    hub.connected(0).await;
    hub.deploy(DEPLOY, "pub_a", 1, Some(contents(2, "one")));
    hub.result("pub_a", 1, Phase::Applied).await;
    let files = home.files();
    fs::remove_dir_all(home.manifest("deploy")).unwrap();
    program.signal("-HUP");
    until("it is put right", || (home.files() == files).then_some(())).await;
    program.kill().await;
}
