//! What the state folder is for: working without a server, and surviving its own damage.

use std::fs;

use proto::v1::Phase;

use crate::support::{Home, Hub, Seen, content, contents, until, world, world::DEPLOY};

/// Two items applied, said and stored; the agent stopped.
async fn settled(hub: &Hub, home: &Home) {
    let agent = home.start(hub);
    hub.connected(0).await;
    hub.deploy(DEPLOY, "pub_a", 1, Some(contents(3, "a")));
    hub.deploy(DEPLOY, "pub_b", 2, Some(contents(2, "b")));
    hub.result("pub_a", 1, Phase::Applied).await;
    hub.result("pub_b", 2, Phase::Applied).await;
    nothing_unsent(home).await;
    agent.stop().await;
}

/// Waits until the server's acknowledgements are stored: nothing old comes again at the next start.
async fn nothing_unsent(home: &Home) {
    for subject in ["pub_a", "pub_b"] {
        let item = home.state.join(format!("items/deploy/{subject}.json"));
        until("nothing is unsent", || {
            let item: serde_json::Value = serde_json::from_slice(&fs::read(&item).ok()?).ok()?;
            item["item"]["reports"].as_array()?.is_empty().then_some(())
        })
        .await;
    }
}

#[tokio::test]
async fn it_works_from_the_cache_while_the_server_is_away() {
    let (mut hub, home) = (Hub::start().await, Home::new());
    settled(&hub, &home).await;
    let files = home.files();
    hub.down();
    fs::remove_dir_all(home.manifest("deploy/pub_a")).unwrap();
    fs::write(home.manifest("deploy/pub_b/01-configmap-o0.yaml"), "changed").unwrap();
    let agent = home.start(&hub);
    until("everything is as it was", || (home.files() == files).then_some(())).await;
    // What happened meanwhile is told once the server is back.
    hub.up().await;
    for subject in ["pub_a", "pub_b"] {
        hub.wait("the drift is told", |world| {
            let told = |r: &&proto::v1::DeployResult| {
                r.message.starts_with("put right") && r.key.as_ref().is_some_and(|key| key.subject == subject)
            };
            world.results().find(told).map(|_| ())
        })
        .await;
    }
    agent.stop().await;
}

#[tokio::test]
async fn what_was_not_stored_by_the_server_is_sent_again() {
    let (mut hub, home) = (Hub::start().await, Home::new());
    hub.world().hold_acks = true;
    let agent = home.start(&hub);
    hub.connected(0).await;
    let command = hub.deploy(DEPLOY, "pub_a", 1, Some(content("one")));
    let first = hub.answer(&command).await;
    hub.down();
    hub.up().await;
    hub.connected(1).await;
    let again = |world: &world::World| world.results().filter(|r| r.command == command).count();
    hub.wait("sent again on the next stream", |world| (again(world) == 2).then_some(())).await;
    agent.stop().await;
    let agent = home.start(&hub);
    hub.wait("sent again by the next start", |world| (again(world) == 3).then_some(())).await;
    assert!(hub.world().results().all(|result| *result == first), "the very same each time");
    // Once stored, never again.
    hub.world().hold_acks = false;
    hub.down();
    hub.up().await;
    hub.wait("and once more", |world| (again(world) == 4).then_some(())).await;
    hub.connected(3).await;
    hub.deploy(DEPLOY, "pub_b", 2, Some(content("two")));
    let second = hub.result("pub_b", 2, Phase::Applied).await;
    assert!(second.report_seq > first.report_seq);
    agent.stop().await;
    let before = hub.connects();
    let agent = home.start(&hub);
    hub.connected(before).await;
    hub.deploy(DEPLOY, "pub_c", 3, Some(content("three")));
    hub.result("pub_c", 3, Phase::Applied).await;
    assert_eq!(again(&hub.world()), 4);
    agent.stop().await;
}

#[tokio::test]
async fn broken_files_of_the_cache_are_told_and_healed_and_nothing_is_removed() {
    let (hub, home) = (Hub::start().await, Home::new());
    settled(&hub, &home).await;
    let files = home.files();
    let item = home.state.join("items/deploy/pub_a.json");
    let spec = home.state.join("specs").join(world::hash(&contents(3, "a")));
    type Damage<'a> = Box<dyn Fn() + 'a>;
    let damages: Vec<(&str, Damage<'_>)> = vec![
        ("an empty item", Box::new(|| fs::write(&item, "").unwrap())),
        ("half an item", Box::new(|| fs::write(&item, &fs::read(&item).unwrap()[..40]).unwrap())),
        ("noise for an item", Box::new(|| fs::write(&item, [0xff, 0, 7]).unwrap())),
        ("another content", Box::new(|| fs::write(&spec, "[]").unwrap())),
    ];
    for (what, damage) in damages {
        damage();
        let before = hub.world().results().count();
        let agent = home.start(&hub);
        hub.wait(what, |world| {
            let news: Vec<_> = world.results().skip(before).collect();
            let failed =
                news.iter().position(|r| r.phase() == Phase::Failed && r.message.contains("broken"))?;
            let healed = news.iter().position(|r| r.phase() == Phase::Applied && r.generation == 1)?;
            (failed < healed && news[failed].generation == 1).then_some(())
        })
        .await;
        assert_eq!(home.files(), files, "{what}");
        assert_eq!(fs::read(&spec).unwrap(), contents(3, "a"), "{what}");
        nothing_unsent(&home).await;
        agent.stop().await;
    }
}

#[tokio::test]
async fn a_lost_cache_is_made_anew_and_old_wishes_stay_out() {
    let (hub, home) = (Hub::start().await, Home::new());
    settled(&hub, &home).await;
    let files = home.files();
    for folder in ["items", "specs"] {
        fs::remove_dir_all(home.state.join(folder)).unwrap();
    }
    fs::remove_file(home.state.join("counter.json")).unwrap();
    let agent = home.start(&hub);
    hub.connected(1).await;
    // The directory's inventory knows how new things are.
    let held = hub.world().connects().last().unwrap().items.len();
    assert_eq!(held, 2);
    let command = hub.deploy(DEPLOY, "pub_b", 1, None);
    let answer = hub.answer(&command).await;
    assert_eq!((answer.generation, answer.phase()), (2, Phase::Applied));
    assert!(answer.report_seq > 2, "numbered above what the server has stored");
    assert_eq!(home.files(), files);
    agent.stop().await;
}

#[tokio::test]
async fn a_broken_cache_without_a_server_leaves_everything_as_it_is() {
    let (mut hub, home) = (Hub::start().await, Home::new());
    settled(&hub, &home).await;
    let files = home.files();
    hub.down();
    fs::write(home.state.join("items/deploy/pub_a.json"), "{").unwrap();
    let agent = home.start(&hub);
    agent.handle.reconcile();
    fs::remove_file(home.manifest("deploy/pub_b/01-configmap-o0.yaml")).unwrap();
    agent.handle.reconcile();
    until("the other item is looked after", || (home.files() == files).then_some(())).await;
    hub.up().await;
    hub.wait("the broken one is fetched", |world| {
        let fetched = |seen: &Seen| matches!(seen, Seen::Fetched(key) if key.subject == "pub_a");
        (world.count(fetched) > 1).then_some(())
    })
    .await;
    assert_eq!(home.files(), files);
    agent.stop().await;
}
