//! What the program does on its own: looks at the start whether its keys fit the database, and
//! removes what nobody can need any more.

use chrono::TimeDelta;
use domain::Result;

use crate::{Ctx, store};

/// Commands that have ended are kept this long, for people who look for what happened.
const ENDED_COMMANDS: TimeDelta = TimeDelta::days(7);
/// Content that no item refers to is kept this long: an agent may be fetching it.
const LOOSE_CONTENT: TimeDelta = TimeDelta::days(1);

/// Failed logins this old are forgotten.
const OLD_ATTEMPTS: TimeDelta = TimeDelta::days(1);

/// Use cases of the program itself.
#[derive(Debug, Clone)]
pub struct Maintenance {
    ctx: Ctx,
}

impl Maintenance {
    pub(crate) fn new(ctx: Ctx) -> Self {
        Self { ctx }
    }

    /// Ids of keys that stored secrets need and `IMP_KEYS` lacks.
    ///
    /// # Errors
    /// What the database says.
    pub async fn missing_keys(&self) -> Result<Vec<String>> {
        let needed = store::signing_key::sealing_kids(self.ctx.db.read()).await?;
        Ok(needed.into_iter().filter(|kid| !self.ctx.keys.kids().any(|known| known == kid)).collect())
    }

    /// Removes what has ended. Safe at any time, on any number of replicas.
    ///
    /// # Errors
    /// What the database says.
    pub async fn sweep(&self) -> Result<()> {
        let now = self.ctx.clock.now();
        let tx = self.ctx.begin().await?;
        store::session::sweep(&tx, now).await?;
        store::login_throttle::sweep(&tx, now - OLD_ATTEMPTS).await?;
        store::command::sweep(&tx, now - ENDED_COMMANDS).await?;
        store::desired::sweep_manifests(&tx, now - LOOSE_CONTENT).await?;
        tx.commit().await.map_err(store::error)
    }
}
