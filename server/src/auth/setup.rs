//! The first operator, by the link that was printed when the server started.

use app::flash::FlashJar;
use axum::{
    Extension,
    extract::{Request, State},
    response::{IntoResponse as _, Redirect, Response},
};
use services::{Caller, FirstOperator};
use tower_sessions::Session;

use super::{
    form::{send_back, value},
    login::sign_in,
};
use crate::{
    api::problem::Problem,
    http::{client_addr::ClientAddr, limits::whole, request_id},
    state::AppState,
};

/// `POST /auth/setup`: `token`, `name`, `email`, `password`.
pub(super) async fn setup(
    State(state): State<AppState>,
    Extension(jar): Extension<FlashJar>,
    Extension(from): Extension<ClientAddr>,
    session: Session,
    request: Request,
) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    let body = whole(&parts, body).await?;
    let draft = FirstOperator {
        token: value(&body, "token"),
        name: value(&body, "name"),
        email: value(&body, "email"),
        password: value(&body, "password"),
    };
    let query: String =
        url::form_urlencoded::Serializer::new(String::new()).append_pair("token", &draft.token).finish();
    match state.services.auth.setup(&Caller::anonymous(request_id::current()), draft).await {
        Ok(signed) => {
            sign_in(&session, signed, from, &parts.headers).await?;
            Ok(Redirect::to("/").into_response())
        }
        Err(error) => Ok(send_back(&jar, "/auth/setup", &body, error, &format!("/setup?{query}"))),
    }
}
