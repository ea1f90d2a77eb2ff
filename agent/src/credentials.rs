//! The access token: renewed long before it ends, and whenever the server does not take it.

use std::{sync::Arc, time::Duration};

use tokio::{
    sync::{Mutex, Notify},
    time::{Instant, sleep, sleep_until},
};
use tokio_util::sync::CancellationToken;
use tonic::Status;

use crate::{
    backoff::Backoff,
    config::{Secret, Timing},
    hub::{AccessToken, Hub, describe},
    identity::{Identity, Registered},
};

/// Clones share the token.
#[derive(Debug, Clone)]
pub(crate) struct Credentials(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    hub: Hub,
    identity: Identity,
    registered: Registered,
    token: Mutex<Option<Current>>,
    renewed: Notify,
}

#[derive(Debug)]
struct Current {
    jwt: Secret,
    renew_at: Instant,
    ends_at: Instant,
}

impl From<AccessToken> for Current {
    fn from(token: AccessToken) -> Self {
        let now = Instant::now();
        Self { jwt: token.jwt, renew_at: now + token.lasts / 2, ends_at: now + token.lasts }
    }
}

impl Credentials {
    pub(crate) fn new(
        hub: Hub,
        identity: Identity,
        registered: Registered,
        token: Option<AccessToken>,
    ) -> Self {
        let token = Mutex::new(token.map(Current::from));
        Self(Arc::new(Inner { hub, identity, registered, token, renewed: Notify::new() }))
    }

    pub(crate) fn registered(&self) -> &Registered {
        &self.0.registered
    }

    /// A token that is good now; asks the server for one when there is none.
    pub(crate) async fn bearer(&self) -> Result<Secret, Status> {
        let mut token = self.0.token.lock().await;
        if let Some(current) = token.as_ref().filter(|current| Instant::now() < current.ends_at) {
            return Ok(current.jwt.clone());
        }
        let fresh = self.0.hub.refresh(&self.0.registered, &self.0.identity).await?;
        let jwt = fresh.jwt.clone();
        *token = Some(fresh.into());
        self.0.renewed.notify_one();
        Ok(jwt)
    }

    /// The server did not take this token: the next call asks for another one.
    pub(crate) async fn reject(&self, jwt: &Secret) {
        let mut token = self.0.token.lock().await;
        if token.as_ref().is_some_and(|current| current.jwt == *jwt) {
            *token = None;
        }
    }

    /// Renews the token at half of its life, until told to stop.
    pub(crate) async fn keep_fresh(&self, timing: &Timing, stop: CancellationToken) {
        let mut backoff = Backoff::new(timing.retry_base, timing.retry_max);
        let forever = async {
            loop {
                let renew_at = self.0.token.lock().await.as_ref().map(|current| current.renew_at);
                let Some(renew_at) = renew_at else {
                    self.0.renewed.notified().await;
                    continue;
                };
                sleep_until(renew_at).await;
                match self.0.hub.refresh(&self.0.registered, &self.0.identity).await {
                    Ok(fresh) => {
                        *self.0.token.lock().await = Some(fresh.into());
                        backoff.reset();
                        tracing::debug!("the access token was renewed");
                    }
                    Err(status) => {
                        tracing::warn!(
                            error = describe(&status),
                            "the access token could not be renewed yet"
                        );
                        sleep(backoff.next().max(Duration::from_millis(10))).await;
                    }
                }
            }
        };
        stop.run_until_cancelled(forever).await;
    }
}
