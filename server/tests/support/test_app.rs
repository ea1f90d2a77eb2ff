//! The server's own router over a database of one test, at a time that the test moves.

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Method, Request, StatusCode},
};
use domain::Timestamp;
use serde_json::Value;
use server::{
    config::{Config, Variables},
    router::router,
    state::AppState,
};
use services::{Bus, Clock, Ctx, Db, Keys, Services};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;

use super::test_db::TestDb;

/// The server without a network.
#[derive(Debug)]
pub(crate) struct TestApp {
    pub(crate) services: Services,
    pub(crate) clock: Clock,
    pub(crate) shutdown: CancellationToken,
    pub(crate) router: Router,
    // Last: the pools are closed before the database goes.
    _db: TestDb,
}

/// When every test begins.
fn start() -> Timestamp {
    "2027-01-01T00:00:00Z".parse().unwrap()
}

impl TestApp {
    pub(crate) async fn new(database: TestDb) -> Self {
        Self::with(database, &[]).await
    }

    /// With variables of its own.
    pub(crate) async fn with(database: TestDb, variables: &[(&str, &str)]) -> Self {
        let config = Config::from_env(&Variables::of(variables)).unwrap();
        let clock = Clock::manual(start());
        let db = Db::connect(&database.url, 10).await.unwrap();
        let keys = Keys::parse(&Keys::generate(&clock)).unwrap();
        let ctx = Ctx::new(db, clock.clone(), Bus::new(), keys, config.settings.clone());
        let services = Services::new(ctx);
        let shutdown = CancellationToken::new();
        let state = AppState::new(services.clone(), config, shutdown.clone());
        Self { services, clock, shutdown, router: router(state), _db: database }
    }

    pub(crate) fn get(&self, path: &str) -> Call<'_> {
        self.call(Method::GET, path)
    }

    pub(crate) fn post(&self, path: &str) -> Call<'_> {
        self.call(Method::POST, path)
    }

    pub(crate) fn put(&self, path: &str) -> Call<'_> {
        self.call(Method::PUT, path)
    }

    pub(crate) fn delete(&self, path: &str) -> Call<'_> {
        self.call(Method::DELETE, path)
    }

    pub(crate) fn call(&self, method: Method, path: &str) -> Call<'_> {
        Call { app: self, request: Request::builder().method(method).uri(path), body: Body::empty() }
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        // Ends what listens in the background, and with it its hold on the pools.
        self.shutdown.cancel();
    }
}

/// A request that is being put together.
#[derive(Debug)]
#[must_use]
pub(crate) struct Call<'a> {
    app: &'a TestApp,
    request: axum::http::request::Builder,
    body: Body,
}

impl Call<'_> {
    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.request = self.request.header(name, value);
        self
    }

    /// As a script.
    pub(crate) fn token(self, secret: &str) -> Self {
        self.header("authorization", &format!("Bearer {secret}"))
    }

    /// In a tenant.
    pub(crate) fn tenant(self, slug: &str) -> Self {
        self.header("x-tenant-slug", slug)
    }

    /// Based on a version.
    pub(crate) fn version(self, version: i64) -> Self {
        self.header("if-match", &format!("\"{version}\""))
    }

    pub(crate) fn json(self, body: &impl serde::Serialize) -> Self {
        self.header("content-type", "application/json").body(serde_json::to_vec(body).unwrap())
    }

    pub(crate) fn body(mut self, body: impl Into<Body>) -> Self {
        self.body = body.into();
        self
    }

    /// As a browser posts a form, without scripts.
    pub(crate) fn form(self, fields: &[(&str, &str)]) -> Self {
        let body: String = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.header("content-type", "application/x-www-form-urlencoded").body(body)
    }

    pub(crate) async fn send(self) -> Answer {
        let (parts, body) = self.open().await.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        let text = String::from_utf8_lossy(&body).into_owned();
        Answer { status: parts.status, headers: parts.headers, text }
    }

    /// The answer as it comes, for streams that do not end.
    pub(crate) async fn open(self) -> axum::response::Response {
        let request = self.request.body(self.body).unwrap();
        self.app.router.clone().oneshot(request).await.unwrap()
    }
}

/// A whole answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|e| panic!("{e}: {}", self.text))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|v| v.to_str().unwrap()).unwrap_or_default()
    }

    /// Fails with the answer's body unless it has the status.
    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        self
    }

    /// Status, code and faulty fields of a problem document.
    #[track_caller]
    pub(crate) fn problem(&self) -> (u16, String, Vec<String>) {
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.text);
        let json = self.json();
        assert_eq!(json["request_id"], self.header("x-request-id"));
        assert_eq!(json["status"], self.status.as_u16());
        let errors = json["errors"].as_array().cloned().unwrap_or_default();
        let field = |e: &Value| format!("{} {}", e["field"].as_str().unwrap(), e["code"].as_str().unwrap());
        let fields = errors.iter().map(field).collect();
        (self.status.as_u16(), json["code"].as_str().unwrap().to_owned(), fields)
    }

    pub(crate) fn location(&self) -> &str {
        self.header("location")
    }
}
