//! What cannot work ends with one line that says why.

use std::{
    fs::{self, File},
    net::TcpListener,
};

use crate::support::{Home, Running};

#[tokio::test]
async fn a_port_in_use() {
    let home = Home::new();
    let _other = TcpListener::bind(&home.address).unwrap();
    let said = home.start().refusal().await;
    assert!(said.starts_with("imp-gateway: IMP_ADDR: cannot listen on "), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
}

/// Nobody can make a folder below a file, whoever they are.
#[tokio::test]
async fn a_folder_that_cannot_be_made() {
    let home = Home::new();
    let file = home.folder().join("file");
    fs::write(&file, "").unwrap();
    let folder = file.join("data");
    let said = Running::start(&home, &[("IMP_DATA_DIR", folder.to_str().unwrap())]).refusal().await;
    assert!(said.starts_with("imp-gateway: IMP_DATA_DIR: cannot create "), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
}

/// It does not wait for an agent that has ended, and takes away what the run before had said.
#[tokio::test]
async fn an_agent_that_cannot_start_is_quoted_at_once() {
    let home = Home::new();
    fs::create_dir_all(home.data("manifests")).unwrap();
    fs::write(home.data("demo.json"), "{}").unwrap();
    // As another agent that works there.
    let lock = File::create(home.data("manifests/.imp-agent.lock")).unwrap();
    lock.lock().unwrap();
    let said = home.start().refusal().await;
    assert!(said.starts_with("imp-gateway: the agent ended "), "{said}");
    assert!(said.contains("imp-agent: another agent holds "), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(!home.data("demo.json").exists());
}

#[tokio::test]
async fn an_agent_that_is_not_there() {
    let home = Home::new();
    let said = Running::start_alone(&home).refusal().await;
    assert!(said.starts_with("imp-gateway: cannot start "), "{said}");
    assert!(said.contains("imp-agent"), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
}
