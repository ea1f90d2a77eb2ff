//! `/v1/provider/product-publishes/{id}/events`: the status of a publish as it changes.

use std::convert::Infallible;

use async_stream::stream;
use axum::{Extension, extract::State, response::sse::Event};
use domain::{Result, id::ProductPublishId, product_publish::PublishDetail};
use futures::Stream;
use services::Topic;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    api::{
        problem::Problem,
        request::{InTenant, Path, Query, TenantHeader},
    },
    auth::visitor::Visitor,
    events::{Events, Wake, answer, wakes},
    state::AppState,
};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(events))
}

/// The status now, and again whenever it changes: events named `status`, until the caller goes.
#[utoipa::path(
    get, path = "/v1/provider/product-publishes/{id}/events", operation_id = "watch_publish", tag = "Publishes",
    params(TenantHeader, ("id" = ProductPublishId, Path)),
    responses((status = 200, body = PublishDetail, content_type = "text/event-stream"))
)]
async fn events(
    State(state): State<AppState>,
    Extension(visitor): Extension<Visitor>,
    InTenant(caller): InTenant,
    Path((id,)): Path<(ProductPublishId,)>,
    Query(()): Query<()>,
) -> Result<Events<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    // Refused before the stream begins, so that the refusal has a status.
    let mut known = None;
    state.services.product_publish.detail(&caller, id).await?;
    Ok(answer(stream! {
        for await wake in wakes(state.clone(), visitor, caller.clone()) {
            let concerns = |topic: &Topic| match topic {
                Topic::Publish(_, publish) => *publish == id,
                Topic::Fleet | Topic::Agents(_) => true,
                Topic::Cluster(_) => false,
            };
            if matches!(&wake, Wake::Topics(topics) if !topics.iter().any(concerns)) {
                continue;
            }
            let Ok(detail) = state.services.product_publish.detail(&caller, id).await else { break };
            if known.as_ref() == Some(&detail) {
                continue;
            }
            if let Ok(event) = Event::default().event("status").json_data(&detail) {
                known = Some(detail);
                yield Ok(event);
            }
        }
    }))
}
