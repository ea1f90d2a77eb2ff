//! The bus for listeners outside: gathered, and only as long as they may listen.

use std::{collections::HashSet, time::Duration};

use async_stream::stream;
use domain::Result;
use futures::Stream;
use services::{Caller, Topic, Who};
use tokio::sync::broadcast::{Receiver, error::TryRecvError};

use crate::{auth::visitor::Visitor, state::AppState};

/// Between two looks whether the listener may still listen.
const RECHECK: Duration = Duration::from_secs(15);
/// Changes this close together are told together.
const GATHER: Duration = Duration::from_millis(100);

/// Where something changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Wake {
    /// Anywhere: the first thing a listener hears, and after it was too slow.
    Everything,
    /// There.
    Topics(HashSet<Topic>),
}

/// Wakes a listener until the server stops, or its session, token or membership ends. It listens
/// from before the first wake on: what changes after that is told.
pub(crate) fn wakes(state: AppState, visitor: Visitor, caller: Caller) -> impl Stream<Item = Wake> {
    let mut topics = state.services.ctx.bus.subscribe();
    let mut recheck = tokio::time::interval(RECHECK);
    recheck.reset();
    stream! {
        yield Wake::Everything;
        loop {
            let first = tokio::select! {
                () = state.shutdown.cancelled() => break,
                _ = recheck.tick() => {
                    // A database that does not answer now is no reason to end every stream.
                    if may_listen(&state, &visitor, &caller).await.unwrap_or(true) {
                        continue;
                    }
                    break;
                }
                topic = topics.recv() => topic.ok(),
            };
            tokio::time::sleep(GATHER).await;
            match gather(&mut topics, first) {
                Some(wake) => yield wake,
                None => break,
            }
        }
    }
}

/// What has come in meanwhile; `first` is `None` when some was missed. `None` when the bus is gone.
fn gather(topics: &mut Receiver<Topic>, first: Option<Topic>) -> Option<Wake> {
    let mut missed = first.is_none();
    let mut seen: HashSet<Topic> = first.into_iter().collect();
    loop {
        match topics.try_recv() {
            Ok(topic) => {
                seen.insert(topic);
            }
            Err(TryRecvError::Lagged(_)) => missed = true,
            Err(TryRecvError::Empty) => break,
            Err(TryRecvError::Closed) => return None,
        }
    }
    Some(if missed { Wake::Everything } else { Wake::Topics(seen) })
}

async fn may_listen(state: &AppState, visitor: &Visitor, caller: &Caller) -> Result<bool> {
    let services = &state.services;
    let signed_in = match (&caller.who, visitor.session) {
        (Who::User(_), Some(session)) => services.session.is_open(session).await?,
        (Who::Token { .. }, _) => services.access_token.is_active(caller).await?,
        _ => false,
    };
    if !signed_in {
        return Ok(false);
    }
    let Some(now) = services.auth.identity(caller.user()?.id).await? else { return Ok(false) };
    Ok(match &caller.tenant {
        Some(tenant) => now.role_in(&tenant.slug).is_some(),
        None => now.user.platform_role != domain::role::PlatformRole::None,
    })
}
