//! Server-sent events of the portals. A tab has one stream that says where something changed, never
//! what: the page reads again. To add news: a variant of `News` and its line in `Place::sees`.

mod wakes;

use std::{collections::HashSet, convert::Infallible, time::Duration};

use async_stream::stream;
use axum::{
    Extension, Router,
    extract::State,
    response::sse::{Event, KeepAlive, KeepAliveStream, Sse},
    routing::get,
};
use domain::{
    id::{ProductPublishId, TenantId},
    role::Persona,
};
use futures::Stream;
use serde::Serialize;
use services::{
    Caller, Topic,
    permission::{Action, Resource},
};

use crate::{
    api::{problem::Problem, request::Path},
    auth::visitor::Visitor,
    http::request_id,
    state::AppState,
};
pub(crate) use wakes::{Wake, wakes};

/// Between two signs of life.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// Addresses of the portals' streams.
pub const STREAMS: &[&str] = &["/events/operator", "/events/provider/{tenant}"];

pub(crate) fn routes() -> Router<AppState> {
    Router::new().route("/events/operator", get(operator)).route("/events/provider/{tenant}", get(provider))
}

/// Server-sent events with signs of life.
pub(crate) type Events<S> = Sse<KeepAliveStream<S>>;

pub(crate) fn answer<S>(events: S) -> Events<S>
where
    S: Stream<Item = Result<Event, Infallible>> + Send + 'static,
{
    Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE))
}

/// What a stream says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(tag = "topic", rename_all = "snake_case")]
enum News {
    /// Anything may have changed.
    All,
    /// Clusters, agents and their presence.
    Fleet,
    /// A publish, or what is observed of it.
    Publish { id: ProductPublishId },
}

/// Which portal listens.
#[derive(Debug, Clone, Copy)]
enum Place {
    Operator,
    Provider(TenantId),
}

impl Place {
    /// What this portal may know of a topic.
    fn sees(self, topic: Topic) -> Option<News> {
        match (self, topic) {
            (Self::Provider(mine), Topic::Publish(tenant, id)) => {
                (mine == tenant).then_some(News::Publish { id })
            }
            (Self::Operator, Topic::Publish(..)) | (_, Topic::Fleet | Topic::Agents(_)) => Some(News::Fleet),
            // For agents' streams: what comes of it is told under another topic.
            (_, Topic::Cluster(_)) => None,
        }
    }
}

async fn operator(
    State(state): State<AppState>,
    Extension(visitor): Extension<Visitor>,
) -> Result<Events<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    let caller = visitor.caller(&request_id::current());
    caller.operator(Action::Read)?;
    Ok(answer(news(state, visitor, caller, Place::Operator)))
}

async fn provider(
    State(state): State<AppState>,
    Extension(visitor): Extension<Visitor>,
    Path((slug,)): Path<(String,)>,
) -> Result<Events<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    let caller = visitor.caller_in(&slug, &request_id::current())?;
    let scope = caller.scope(Persona::Provider, Action::Read, Resource::ProductPublish)?;
    Ok(answer(news(state, visitor, caller, Place::Provider(scope.tenant_id()))))
}

fn news(
    state: AppState,
    visitor: Visitor,
    caller: Caller,
    place: Place,
) -> impl Stream<Item = Result<Event, Infallible>> {
    stream! {
        for await wake in wakes(state, visitor, caller) {
            let news: HashSet<News> = match wake {
                Wake::Everything => HashSet::from([News::All]),
                Wake::Topics(topics) => topics.into_iter().filter_map(|t| place.sees(t)).collect(),
            };
            for news in news {
                // A record without maps: writing it as JSON cannot fail.
                yield Ok(Event::default().json_data(news).unwrap_or_default());
            }
        }
    }
}
