//! Publishing, withdrawing, claiming and reporting at the same time, on one cluster.

use std::collections::HashSet;

use domain::{Code, Error, product_publish::PublishStatus};
use futures::{future::join, future::join_all};
use services::Mode;

use crate::{
    delivery::{Scene, scene},
    support::test_db::{TestDb, both_engines},
};

both_engines! {
    a_try_is_sent_once
    nobody_waits_for_each_other
}

async fn a_try_is_sent_once(db: TestDb) {
    let Scene { world, offer, cluster, mut agent } = scene(db).await;
    let session = agent.connect(&world).await;
    for host in ["a", "b", "c", "d"] {
        offer.published(&world, &cluster, &format!("{host}.example.com")).await;
    }
    let mut sent = HashSet::new();
    loop {
        let claims = join_all((0..6).map(|_| agent.claim(&world, session))).await;
        let due: Vec<_> = claims.into_iter().flatten().collect();
        if due.is_empty() {
            break;
        }
        for wake_up in due {
            let first = sent.insert((wake_up.command, wake_up.attempt, wake_up.target_generation));
            assert!(first, "sent twice: {wake_up:?}");
            agent.carry_out(&world, session, &wake_up).await.unwrap();
        }
    }
    assert_eq!(sent.len(), 10, "a tenant, a gateway, and two items of each publish");
}

async fn nobody_waits_for_each_other(db: TestDb) {
    let Scene { world, offer, cluster, mut agent } = scene(db).await;
    let session = agent.connect(&world).await;
    let mut ids = Vec::new();
    for host in ["a", "b", "c", "d", "e"] {
        ids.push(offer.published(&world, &cluster, &format!("{host}.example.com")).await.id);
    }
    let publishes = &world.services.product_publish;
    let busy = |error: &Error| !matches!(error.reason().code, Code::BadTransition | Code::VersionStale);
    let provider = async |id, rounds: usize| {
        for round in 0..rounds {
            let done = if round % 2 == 0 {
                publishes.withdraw(&offer.editor, id, None, Mode::Commit).await
            } else {
                publishes.publish(&offer.editor, id, None, "", Mode::Commit).await
            };
            assert!(!done.as_ref().is_err_and(busy), "{done:?}");
        }
    };
    let providers = join_all(ids.iter().map(|id| provider(*id, 12)));
    let working = async {
        for _ in 0..30 {
            for wake_up in agent.claim(&world, session).await {
                // The wish may have changed since: then there is nothing to fetch, or it has to wait.
                let fetched = world.services.delivery.fetch(&agent.caller, &wake_up.key).await;
                let gone = |error: &Error| matches!(error.reason().code, Code::NotFound | Code::ItemWaits);
                match fetched {
                    Err(error) => assert!(gone(&error), "{error}"),
                    Ok(spec) => agent.apply(&world, session, &spec).await.unwrap(),
                }
            }
        }
    };
    join(providers, working).await;
    // At rest, every publish is what was said of it last, and the agent holds what is wanted.
    for id in &ids {
        let status = publishes.get(&offer.editor, *id).await.unwrap().status;
        if !matches!(status, PublishStatus::Withdrawing | PublishStatus::Withdrawn) {
            publishes.withdraw(&offer.editor, *id, None, Mode::Commit).await.unwrap();
        }
    }
    agent.settle(&world, session).await;
    for id in &ids {
        let status = publishes.get(&offer.editor, *id).await.unwrap().status;
        assert_eq!(status, PublishStatus::Withdrawn);
    }
    assert!(agent.held.is_empty(), "{:?}", agent.held);
}
