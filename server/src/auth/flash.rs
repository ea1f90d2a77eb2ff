//! Keeps what a form leaves for the next page in the session, sealed: it may hold a secret.

use app::flash::{Flash, FlashJar};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::{Error, Result};
use serde::{Deserialize, Serialize};
use services::{Ctx, Sealed};
use tower_sessions::Session;

use super::{store::key, visitor::broken};

/// Sealed for one place: the flash of a session.
const CONTEXT: &str = "session:flash";

#[derive(Serialize, Deserialize)]
struct Stored {
    kid: String,
    bytes: String,
}

/// What the session holds.
pub(super) async fn load(ctx: &Ctx, session: &Session) -> Result<FlashJar> {
    let stored: Option<Stored> = session.get(key::FLASH).await.map_err(broken)?;
    Ok(FlashJar::new(stored.and_then(|stored| open(ctx, &stored)).unwrap_or_default()))
}

/// Writes what the request has left, or removes what it has shown.
pub(super) async fn store(ctx: &Ctx, session: &Session, jar: &FlashJar) -> Result<()> {
    if !jar.is_changed() {
        return Ok(());
    }
    match jar.outgoing() {
        Some(flash) => session.insert(key::FLASH, seal(ctx, &flash)?).await.map_err(broken),
        None => session.remove_value(key::FLASH).await.map(drop).map_err(broken),
    }
}

fn seal(ctx: &Ctx, flash: &Flash) -> Result<Stored> {
    let json = serde_json::to_vec(flash).map_err(|_| Error::Internal)?;
    let sealed = ctx.keys.seal(&ctx.clock, CONTEXT, &json)?;
    Ok(Stored { kid: sealed.kid, bytes: STANDARD.encode(sealed.bytes) })
}

/// `None` when the key is gone: what was left is forgotten, which is no reason to fail.
fn open(ctx: &Ctx, stored: &Stored) -> Option<Flash> {
    let sealed = Sealed { kid: stored.kid.clone(), bytes: STANDARD.decode(&stored.bytes).ok()? };
    serde_json::from_slice(&ctx.keys.open(CONTEXT, &sealed)?).ok()
}
