//! A browser without scripts: keeps cookies, says where it comes from, follows nothing by itself.

use std::{cell::RefCell, collections::BTreeMap};

use super::test_app::{Answer, Call, TestApp};

/// Where the test's pages are.
pub(crate) const ORIGIN: &str = "http://127.0.0.1:3000";

/// One person's browser.
#[derive(Debug)]
pub(crate) struct Browser<'a> {
    app: &'a TestApp,
    cookies: RefCell<BTreeMap<String, String>>,
}

impl<'a> Browser<'a> {
    pub(crate) fn new(app: &'a TestApp) -> Self {
        Self { app, cookies: RefCell::default() }
    }

    /// A browser in which somebody has signed in.
    pub(crate) async fn signed_in(app: &'a TestApp, email: &str, password: &str) -> Self {
        let browser = Self::new(app);
        let answer = browser.post("/auth/login", &[("email", email), ("password", password)]).await;
        assert_eq!((answer.status.as_u16(), answer.location()), (303, "/"));
        browser
    }

    /// A page.
    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(self.app.get(path)).await
    }

    /// A form on a page of the site.
    pub(crate) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let call = self.app.post(path).header("origin", ORIGIN).header("referer", &format!("{ORIGIN}/login"));
        self.send(call.form(fields)).await
    }

    /// Any request, with the browser's cookies.
    pub(crate) async fn send(&self, call: Call<'_>) -> Answer {
        let answer = self.with_cookies(call).header("accept", "text/html,*/*").send().await;
        self.keep(&answer);
        answer
    }

    pub(crate) fn with_cookies<'b>(&self, call: Call<'b>) -> Call<'b> {
        let cookies = self.cookies.borrow();
        let cookies: Vec<_> = cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if cookies.is_empty() { call } else { call.header("cookie", &cookies.join("; ")) }
    }

    fn keep(&self, answer: &Answer) {
        let mut cookies = self.cookies.borrow_mut();
        for line in answer.headers.get_all("set-cookie") {
            let line = line.to_str().unwrap();
            let (name, value) = line.split(';').next().unwrap().split_once('=').unwrap();
            if line.contains("Max-Age=0") {
                cookies.remove(name);
            } else {
                cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }

    /// The session's secret.
    pub(crate) fn session(&self) -> Option<String> {
        self.cookies.borrow().get("imp").cloned()
    }

    /// As somebody would who has got hold of another session's secret.
    pub(crate) fn set_session(&self, secret: &str) {
        self.cookies.borrow_mut().insert("imp".to_owned(), secret.to_owned());
    }
}
