//! An agent as a whole: state, identity, worker and link, tied together without globals, so that one
//! process can run thousands.

use std::sync::Arc;

use tokio::{sync::Notify, time::sleep};
use tokio_util::sync::CancellationToken;

use crate::{
    backoff::Backoff,
    config::{Config, ConfigError},
    credentials::Credentials,
    hub::{AccessToken, Hub, describe, is_refusal},
    identity::{Identity, IdentityError, Registered},
    inbox::Inbox,
    link,
    session::Session,
    state::{CutOff, SharedState, State, StateError},
    target::{Taken, Target},
    worker::Worker,
};

/// An agent that is not running yet.
#[derive(Debug)]
pub struct Agent<T> {
    config: Config,
    target: Arc<T>,
    handle: Handle,
}

/// Nudges a running agent.
#[derive(Debug, Clone, Default)]
pub struct Handle {
    wake: Arc<Notify>,
    inbox: Arc<Inbox>,
}

impl Handle {
    /// Connects now instead of waiting.
    pub fn reconnect(&self) {
        self.wake.notify_one();
    }

    /// Looks at everything now instead of at the next turn.
    pub fn reconcile(&self) {
        self.inbox.reconcile_now();
    }
}

/// Why an agent cannot run. Each is one line for the person who started it.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct AgentError(Reason);

#[derive(Debug, thiserror::Error)]
enum Reason {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    State(#[from] StateError),
    #[error(transparent)]
    Identity(#[from] IdentityError),
    #[error(transparent)]
    Taken(#[from] Taken),
    #[error(transparent)]
    CutOff(#[from] CutOff),
    #[error("this agent is not registered yet: give a registration token (--token or --token-file)")]
    NoToken,
    #[error("the server refuses the registration: {0}")]
    Refused(String),
    #[error("the server's answer to the registration cannot be used: {0}")]
    Answer(String),
}

impl<T: Target> Agent<T> {
    /// An agent for this target.
    pub fn new(config: Config, target: T) -> Self {
        Self { config, target: Arc::new(target), handle: Handle::default() }
    }

    /// What nudges it once it runs.
    pub fn handle(&self) -> Handle {
        self.handle.clone()
    }

    /// Runs until told to stop: from its cache at once, with the server as soon as it is there.
    ///
    /// # Errors
    /// When it cannot run at all: another agent works on the state folder or the target, the identity
    /// is broken, or the registration is refused. A server that is away is none of them.
    pub async fn run(self, stop: CancellationToken) -> Result<(), AgentError> {
        Box::pin(self.work(stop)).await.map_err(AgentError)
    }

    async fn work(self, stop: CancellationToken) -> Result<(), Reason> {
        // A child: what ends this agent ends no other that shares the token.
        let stop = stop.child_token();
        let Self { config, target, handle } = self;
        let hub = Hub::new(&config)?;
        let (state, mut identity) = open(&config).await?;
        target.claim().await?;
        let fresh = match identity.registered() {
            Some(_) => None,
            None => match register(&config, &hub, &mut identity, &stop).await? {
                Some(token) => Some(token),
                None => return Ok(()),
            },
        };
        let Some(registered) = identity.registered().cloned() else { return Err(Reason::NoToken) };
        tracing::info!(
            agent = registered.agent_id,
            cluster = registered.cluster_id,
            target = target.name(),
            "started"
        );

        let credentials = Credentials::new(hub.clone(), identity, registered, fresh);
        let state = SharedState::new(state);
        let session = Session {
            hub: hub.clone(),
            credentials: credentials.clone(),
            state: state.clone(),
            inbox: Arc::clone(&handle.inbox),
            target: target.name(),
            instance: hex::encode(rand::random::<[u8; 8]>()),
            timing: config.timing.clone(),
        };
        let worker = Worker::new(
            hub,
            credentials.clone(),
            state.clone(),
            Arc::clone(&handle.inbox),
            target,
            config.timing.clone(),
            stop.clone(),
        );
        // The end of the work is the end of everything else.
        let work = async {
            let worked = worker.run().await;
            stop.cancel();
            worked
        };
        let (worked, (), ()) = tokio::join!(
            Box::pin(work),
            Box::pin(link::run(session, handle.wake, stop.clone())),
            Box::pin(credentials.keep_fresh(&config.timing, stop.clone())),
        );
        state.close().await;
        tracing::info!("stopped");
        Ok(worked?)
    }
}

async fn open(config: &Config) -> Result<(State, Identity), Reason> {
    let dir = config.state_dir.clone();
    let open = move || -> Result<_, Reason> { Ok((State::open(&dir)?, Identity::open(&dir)?)) };
    tokio::task::spawn_blocking(open).await.map_err(|_| CutOff)?
}

/// Registers with the token, patiently while the server is away. `None` when told to stop. A crash
/// after the server's answer costs nothing: the same token and key may ask again.
async fn register(
    config: &Config,
    hub: &Hub,
    identity: &mut Identity,
    stop: &CancellationToken,
) -> Result<Option<AccessToken>, Reason> {
    let token = config.token.as_ref().ok_or(Reason::NoToken)?;
    let mut backoff = Backoff::new(config.timing.retry_base, config.timing.reconnect_max);
    loop {
        let answer = match stop.run_until_cancelled(hub.register(token, identity)).await {
            None => return Ok(None),
            Some(answer) => answer,
        };
        let status = match answer {
            Ok(answer) => {
                let access = AccessToken::from_wire(answer.access_token);
                let access = access.map_err(|status| Reason::Answer(status.message().to_owned()))?;
                let registered = Registered { agent_id: answer.agent_id, cluster_id: answer.cluster_id };
                identity.register(registered)?;
                tracing::info!("registered");
                return Ok(Some(access));
            }
            Err(status) if is_refusal(&status) => {
                return Err(Reason::Refused(status.message().to_owned()));
            }
            Err(status) => status,
        };
        let wait = backoff.next();
        tracing::warn!(error = describe(&status), server = %config.server, "the registration has to wait");
        if stop.run_until_cancelled(sleep(wait)).await.is_none() {
            return Ok(None);
        }
    }
}
