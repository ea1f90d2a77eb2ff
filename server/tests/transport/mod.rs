//! Connections: who says nothing is cut, who is being answered is not, and a shutdown ends.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::{Router, body::Body, routing::get};
use server::http::accept::{self, Limits};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::Notify,
    task::JoinHandle,
};
use tokio_util::sync::CancellationToken;

/// Longer than anything here takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// Limits that are reached at once.
const SHORT: Limits = Limits {
    first_request: Duration::from_millis(50),
    headers: Duration::from_millis(50),
    drain: Duration::from_millis(50),
};

struct Serving {
    address: SocketAddr,
    /// Lets `/held` answer.
    answer: Arc<Notify>,
    shutdown: CancellationToken,
    ended: JoinHandle<()>,
}

async fn serve() -> Serving {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (answer, shutdown) = (Arc::new(Notify::new()), CancellationToken::new());
    let held = Arc::clone(&answer);
    let router = Router::new()
        .route("/quick", get(async || "quick"))
        .route("/held", get(async move || held.notified().await))
        .route("/endless", get(async || Body::from_stream(endless())));
    let ended = tokio::spawn(accept::serve(listener, None, router, SHORT, shutdown.clone()));
    Serving { address, answer, shutdown, ended }
}

/// One word, and then nothing for ever.
fn endless() -> impl futures::Stream<Item = std::io::Result<&'static str>> {
    futures::StreamExt::chain(futures::stream::iter([Ok("begun")]), futures::stream::pending())
}

impl Serving {
    async fn say(&self, text: &str) -> TcpStream {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(text.as_bytes()).await.unwrap();
        stream
    }
}

/// Everything until the other side hangs up.
async fn rest(stream: &mut TcpStream) -> String {
    let mut text = String::new();
    let read = tokio::time::timeout(PATIENCE, stream.read_to_string(&mut text)).await;
    read.expect("the connection is cut").unwrap();
    text
}

async fn read_until(stream: &mut TcpStream, end: &str) {
    let mut text = Vec::new();
    while !String::from_utf8_lossy(&text).contains(end) {
        let byte = tokio::time::timeout(PATIENCE, stream.read_u8()).await;
        text.push(byte.expect("more of the answer").unwrap());
    }
}

#[tokio::test]
async fn who_says_nothing_is_cut_and_who_is_answered_is_not() {
    let server = serve().await;
    let mut held = server.say("GET /held HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").await;
    let mut silent = server.say("").await;
    let mut slow = server.say("GET /quick HTTP/1.1\r\nhost: ").await;
    assert_eq!(rest(&mut silent).await, "");
    let cut = rest(&mut slow).await;
    assert!(!cut.contains("200 OK"), "{cut}");
    // It has waited longer than both.
    server.answer.notify_one();
    let answer = rest(&mut held).await;
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
}

#[tokio::test]
async fn a_connection_that_was_used_is_not_idle_for_ever() {
    let server = serve().await;
    let mut stream = server.say("GET /quick HTTP/1.1\r\nhost: a\r\n\r\n").await;
    let answer = rest(&mut stream).await;
    assert!(answer.ends_with("quick"), "{answer}");
}

#[tokio::test]
async fn a_shutdown_cuts_what_does_not_end() {
    let server = serve().await;
    let mut stream = server.say("GET /endless HTTP/1.1\r\nhost: a\r\n\r\n").await;
    read_until(&mut stream, "begun").await;
    server.shutdown.cancel();
    tokio::time::timeout(PATIENCE, server.ended).await.expect("it ends").unwrap();
    assert!(TcpStream::connect(server.address).await.is_err(), "nobody listens any more");
}
