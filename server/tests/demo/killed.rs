//! Killed at every point of the first run that shows from outside. The next run ends as if nothing had
//! happened: one of everything, and live.

use std::fs;

use crate::support::{Api, Home, until};

/// What there is once a run has come to a point: a path in the data folder, and a text in that file.
type Point = (&'static str, &'static str);

const DATABASE: Point = ("imp-gateway.db", "");
const LOGINS: Point = ("demo-logins.json", "");
const KEY: Point = ("agent/identity.json", "");
const REGISTERED: Point = ("agent/identity.json", "agent_id");
const FIRST_FILE: Point = ("manifests/tenant", "");
const LAST_FILE: Point = ("manifests/deploy", "");
const LIVE: Point = ("demo.json", "");

async fn survive((path, text): Point, agent_too: bool) {
    let home = Home::new();
    let demo = home.start();
    until(&format!("there is {path} with {text:?}"), async || {
        (home.data(path).exists() && home.text(path).contains(text)).then_some(())
    })
    .await;
    demo.kill().await;
    if agent_too {
        for agent in home.agents() {
            let _ = std::process::Command::new("kill").args(["-KILL", &agent.to_string()]).status();
        }
    }
    let left = fs::read(home.data("demo.json")).ok();

    let mut demo = home.start();
    let note = demo.live(&home).await;
    let api = Api::new(&note);
    assert_eq!((api.agents().await.len(), api.unused_tokens().await), (1, 0));
    assert_eq!(api.publish().await["status"], "live");
    assert_eq!(home.agents().len(), 1, "the agent of the run before is gone");
    if let Some(left) = left {
        assert_eq!(serde_json::from_slice::<crate::support::Note>(&left).unwrap(), note);
    }
    demo.interrupt().await;
    assert!(home.agents().is_empty());
}

macro_rules! points {
    ($($name:ident: $point:ident)+) => {$(
        mod $name {
            #[tokio::test]
            async fn the_server() {
                super::survive(super::$point, false).await;
            }

            #[tokio::test]
            async fn server_and_agent() {
                super::survive(super::$point, true).await;
            }
        }
    )+};
}

points! {
    when_the_database_is_made: DATABASE
    when_people_can_sign_in: LOGINS
    when_the_agent_has_a_key: KEY
    when_the_agent_has_registered: REGISTERED
    when_the_first_file_is_written: FIRST_FILE
    when_the_last_file_is_written: LAST_FILE
    when_it_is_live: LIVE
}
