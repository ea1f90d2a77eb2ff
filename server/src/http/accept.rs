//! The accept loop: HTTP/1.1, HTTP/2 and gRPC on one port, with TLS or without.
//!
//! `axum::serve` offers neither keep-alives nor limits for HTTP/2, and its graceful shutdown waits for
//! streams that never end. Here a half-open peer is cut, an idle stream lives, and a shutdown ends
//! within the drain.

use std::{
    convert::Infallible,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use axum::{Router, body::Body, extract::Request, response::Response};
use hyper::body::Incoming;
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{
        conn::auto,
        graceful::{GracefulShutdown, Watcher},
    },
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tower::Service as _;

/// Between HTTP/2 pings, also on idle connections.
const PING: Duration = Duration::from_secs(20);
/// An HTTP/2 peer that does not answer a ping for this long is gone.
const PONG: Duration = Duration::from_secs(10);
/// Concurrent streams of one HTTP/2 connection.
const STREAMS: u32 = 256;

/// How long a connection may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// A connection without a whole request after this long is cut; covers the TLS handshake as well.
    pub first_request: Duration,
    /// Time to read the headers of a later HTTP/1.1 request, idle time included.
    pub headers: Duration,
    /// After this long a shutdown cuts what has not ended.
    pub drain: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            first_request: Duration::from_secs(15),
            headers: Duration::from_secs(60),
            drain: Duration::from_secs(10),
        }
    }
}

/// The TCP peer of a request, which may be a proxy.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer(pub(crate) SocketAddr);

/// Serves until the token is cancelled, then drains.
pub async fn serve(
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    router: Router,
    limits: Limits,
    shutdown: CancellationToken,
) {
    let graceful = GracefulShutdown::new();
    loop {
        let accepted = tokio::select! {
            () = shutdown.cancelled() => break,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, peer)) => {
                tokio::spawn(connection(
                    stream,
                    peer,
                    tls.clone(),
                    router.clone(),
                    limits,
                    graceful.watcher(),
                ));
            }
            Err(error) => {
                // Out of file descriptors, usually: others must end before it is worth trying again.
                tracing::warn!(%error, "cannot accept a connection");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
    drop(listener);
    let open = graceful.count();
    if tokio::time::timeout(limits.drain, graceful.shutdown()).await.is_err() {
        tracing::warn!(open, "cut the connections that did not end in time");
    }
}

async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    tls: Option<TlsAcceptor>,
    router: Router,
    limits: Limits,
    watcher: Watcher,
) {
    // Small frames must not wait for more: an agent's acknowledgement is one.
    if stream.set_nodelay(true).is_err() {
        return;
    }
    match tls {
        None => requests(stream, peer, router, limits, watcher).await,
        Some(tls) => match tokio::time::timeout(limits.first_request, tls.accept(stream)).await {
            Ok(Ok(stream)) => requests(stream, peer, router, limits, watcher).await,
            Ok(Err(error)) => tracing::debug!(%peer, %error, "TLS handshake failed"),
            Err(_) => tracing::debug!(%peer, "TLS handshake took too long"),
        },
    }
}

async fn requests<I>(io: I, peer: SocketAddr, router: Router, limits: Limits, watcher: Watcher)
where
    I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let seen = Arc::new(AtomicBool::new(false));
    let service = hyper::service::service_fn({
        let seen = Arc::clone(&seen);
        move |request: hyper::Request<Incoming>| {
            seen.store(true, Ordering::Relaxed);
            answer(router.clone(), peer, request.map(Body::new))
        }
    });
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(limits.headers);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(PING)
        .keep_alive_timeout(PONG)
        .max_concurrent_streams(STREAMS);
    let connection = builder.serve_connection_with_upgrades(TokioIo::new(io), service).into_owned();
    let mut connection = std::pin::pin!(watcher.watch(connection));
    let ended = tokio::select! {
        ended = &mut connection => ended,
        () = tokio::time::sleep(limits.first_request) => {
            if !seen.load(Ordering::Relaxed) {
                tracing::debug!(%peer, "cut a connection that sent no request");
                return;
            }
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%peer, %error, "connection ended early");
    }
}

async fn answer(mut router: Router, peer: SocketAddr, mut request: Request) -> Result<Response, Infallible> {
    request.extensions_mut().insert(Peer(peer));
    router.call(request).await
}
