//! `imp-gateway demo`: a small world, made once and found again by name, with a real agent beside
//! the server. What it makes is in `world/*.json`, as a request to the JSON API would say it.

mod agent;
mod live;
mod logins;
mod lookup;
mod note;
mod people;
mod private_file;
mod world;

use std::path::Path;

use anyhow::Result;
use services::Services;

use agent::AgentProcess;
use note::Note;
use people::People;
use world::World;

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
        Note::remove(folder)?;
        let url = &services.ctx.settings.public_url;
        let people = People::meet(services, folder).await?;
        let world = World::make(services, &people, url).await?;
        let since = services.ctx.clock.now();
        let mut agent = AgentProcess::start(services, &people.operator.caller, &world, url, folder).await?;
        let log = agent.log.clone();
        tokio::select! {
            live = live::live(services, &people, &world, since, &log) => live?,
            reason = agent.ended() => return Err(reason),
        }
        let note = Note::new(&people, &world, url, &agent.manifests);
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
