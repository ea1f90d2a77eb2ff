//! `imp-gateway demo`: a small world, made once and found again by name, with a real agent beside
//! the server. What it makes is in `world/*.json`, as a request to the JSON API would say it.

mod agent;
mod note;
mod people;
mod world;

use std::{path::Path, time::Duration};

use anyhow::{Context as _, Result, bail};
use domain::product_publish::{ProductPublish, PublishStatus};
use services::{Mode, Services};

use agent::AgentProcess;
use note::Note;
use people::People;
use world::World;

/// How long the first publish may take. It takes less than a second unless something is wrong.
const PATIENCE: Duration = Duration::from_secs(60);

/// The demo as it runs.
#[derive(Debug)]
pub(crate) struct Demo {
    agent: AgentProcess,
}

impl Demo {
    /// Makes what is missing, starts the agent, publishes, waits until that is live, and says where
    /// everything is. Everything it keeps is in `folder`.
    ///
    /// # Errors
    /// One line that says what to do.
    pub(crate) async fn open(services: &Services, folder: &Path) -> Result<Self> {
        let url = services.ctx.settings.public_url.clone();
        let note = Note::read(folder)?;
        let people = People::meet(services, note.as_ref()).await?;
        let world = World::make(services, &people, &url).await?;
        let agent = AgentProcess::start(services, &people.operator.caller, &world, &url, folder).await?;
        let publish = live(services, &people, &world, &agent).await?;
        let note = Note::new(services, note, &people, &world, &publish, &url, &agent.manifests).await?;
        note.write(folder)?;
        note.print(&people, folder);
        Ok(Self { agent })
    }

    /// Keeps the agent running; ends only when that cannot be done.
    pub(crate) async fn watch(&mut self) -> Result<()> {
        self.agent.supervise().await
    }

    /// Stops the agent, as Ctrl-C does.
    pub(crate) async fn close(self) {
        self.agent.stop().await;
    }
}

/// Publishes, unless an earlier run did, and waits until the agent has written every file.
async fn live(
    services: &Services,
    people: &People,
    world: &World,
    agent: &AgentProcess,
) -> Result<ProductPublish> {
    let caller = &people.provider.caller;
    let mut changes = services.ctx.bus.subscribe();
    let mut publish = services.product_publish.get(caller, world.publish).await?;
    if matches!(publish.status, PublishStatus::Draft | PublishStatus::Withdrawn) {
        let note = "The demo's first publish";
        publish = services.product_publish.publish(caller, publish.id, None, note, Mode::Commit).await?;
    }
    let waited = tokio::time::timeout(PATIENCE, async {
        while publish.status == PublishStatus::Publishing {
            // A lagging or closed bus is a reason to look, too.
            let _ = changes.recv().await;
            publish = services.product_publish.get(caller, world.publish).await?;
        }
        anyhow::Ok(())
    });
    let log = agent.log.display();
    waited.await.with_context(|| format!("the agent has not applied the publish yet; see {log}"))??;
    if publish.status == PublishStatus::Failed {
        bail!("the agent could not apply the publish: {}; see {log}", publish.message);
    }
    Ok(publish)
}
