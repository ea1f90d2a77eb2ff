//! `imp-gateway migrate`.

use crate::support::{
    process::Program,
    test_db::{TestDb, both_engines},
};

both_engines! { down_and_up_again a_server_refuses_what_is_behind }

async fn down_and_up_again(db: TestDb) {
    let program = Program::on(&db.url);
    let all: Vec<String> = {
        let status = program.run(&["migrate", "status"]).await;
        let name = |line: &&str| line.strip_prefix("applied ").unwrap().to_owned();
        status.lines().iter().map(name).collect()
    };
    assert!(all.len() > 8, "{all:?}");
    assert_eq!(program.run(&["migrate", "up"]).await.lines(), ["nothing to do"]);
    let newest = all.last().unwrap();
    assert_eq!(program.run(&["migrate", "down"]).await.lines(), [format!("taken back {newest}")]);
    let status = program.run(&["migrate", "status"]).await;
    assert_eq!(*status.lines().last().unwrap(), format!("missing {newest}"));
    assert_eq!(status.lines().iter().filter(|line| line.starts_with("missing ")).count(), 1);

    let steps = (all.len() - 1).to_string();
    let down = program.run(&["migrate", "down", "--steps", &steps]).await;
    assert_eq!(down.lines().len(), all.len() - 1);
    let first = program.run(&["migrate", "up", "--steps", "1"]).await;
    assert_eq!(first.lines(), [format!("applied {}", all[0])]);
    let rest = program.run(&["migrate", "up"]).await;
    let applied: Vec<String> = all[1..].iter().map(|name| format!("applied {name}")).collect();
    assert_eq!(rest.lines(), applied);
}

async fn a_server_refuses_what_is_behind(db: TestDb) {
    let program = Program::on(&db.url);
    program.run(&["migrate", "down", "--steps", "2"]).await.lines();
    let refused = program.run(&["serve"]).await;
    let line = refused.refusal();
    assert!(line.contains("2 migrations behind") && line.contains("imp-gateway migrate up"), "{line}");
    program.run(&["migrate", "up"]).await.lines();
    program.serve().await;
}
