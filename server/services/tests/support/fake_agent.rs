//! An agent without a network: registers, connects and reports through the use cases, and keeps what
//! it has applied in memory.

use std::collections::HashMap;

use domain::{
    Result,
    cluster::{Cluster, FoundCapabilities},
    item::{ItemKey, Phase},
    registration_token::RegistrationTokenSpec,
};
use ed25519_dalek::SigningKey;
use services::{
    Caller, Mode, Registration,
    delivery::{HeldItem, Hello, Report, Session, Spec, WakeUp},
};

use super::world::World;

/// An agent of one cluster.
#[derive(Debug)]
pub(crate) struct FakeAgent {
    pub(crate) caller: Caller,
    pub(crate) key: SigningKey,
    /// Generation and hash of what it has applied.
    pub(crate) held: HashMap<ItemKey, (i64, String)>,
    reports: i64,
}

pub(crate) fn registration(world: &World, token: &str) -> (SigningKey, Registration) {
    let key = SigningKey::from_bytes(&world.clock.random());
    let registration = Registration {
        token: token.to_owned(),
        public_key: key.verifying_key().to_bytes().to_vec(),
        cluster_uid: "test".to_owned(),
        agent_version: "0.0.0".to_owned(),
        protocol_min: 1,
        protocol_max: 1,
        // Another one each time, so that tests of refusals are not slowed down.
        from: std::net::Ipv4Addr::from(world.clock.random::<4>()).into(),
    };
    (key, registration)
}

/// A registration token's secret.
pub(crate) async fn token(world: &World, cluster: &Cluster, name: &str) -> String {
    let spec = RegistrationTokenSpec { agent_name: name.to_owned(), lifetime_minutes: None };
    let tokens = &world.services.registration_token;
    let made = tokens.create(&world.operator(), cluster.id, spec, Mode::Commit).await.unwrap();
    made.secret.unwrap()
}

impl FakeAgent {
    /// Registered, not connected.
    pub(crate) async fn register(world: &World, cluster: &Cluster, name: &str) -> Self {
        let secret = token(world, cluster, name).await;
        let (key, registration) = registration(world, &secret);
        let registered =
            world.services.agent.register(&Caller::anonymous("test"), &registration).await.unwrap();
        let caller = world.services.agent_token.authenticate(&registered.token.jwt, "test").await.unwrap();
        Self { caller, key, held: HashMap::new(), reports: 0 }
    }

    pub(crate) fn hello(&self) -> Hello {
        let held = |(key, (generation, hash)): (&ItemKey, &(i64, String))| HeldItem {
            key: key.clone(),
            hub_epoch: 1,
            generation: *generation,
            hash: hash.clone(),
        };
        Hello {
            instance: "test".to_owned(),
            replica: "test".to_owned(),
            protocol_min: 1,
            protocol_max: 1,
            agent_version: "0.0.0".to_owned(),
            found: FoundCapabilities { target: "directory".to_owned(), ..FoundCapabilities::default() },
            hub_epoch: 1,
            generation: self.held.values().map(|(generation, _)| *generation).max().unwrap_or_default(),
            items: self.held.iter().map(held).collect(),
        }
    }

    pub(crate) async fn connect(&self, world: &World) -> Session {
        world.services.delivery.connect(&self.caller, &self.hello()).await.unwrap().session
    }

    pub(crate) async fn claim(&self, world: &World, session: Session) -> Vec<WakeUp> {
        world.services.delivery.claim(&self.caller, session).await.unwrap().wake_ups
    }

    pub(crate) async fn fetch(&self, world: &World, key: &ItemKey) -> Spec {
        world.services.delivery.fetch(&self.caller, key).await.unwrap()
    }

    /// A report about what was fetched.
    pub(crate) fn report_of(&mut self, spec: &Spec, phase: Phase, message: &str) -> Report {
        self.reports += 1;
        Report {
            key: spec.key.clone(),
            hub_epoch: spec.hub_epoch,
            generation: spec.generation,
            hash: spec.content.as_ref().map(|(hash, _)| hash.clone()).unwrap_or_default(),
            phase,
            message: message.to_owned(),
            resources: vec![],
            report_seq: self.reports,
            terminal: false,
        }
    }

    /// Carries one wake-up out and reports it.
    pub(crate) async fn carry_out(
        &mut self,
        world: &World,
        session: Session,
        wake_up: &WakeUp,
    ) -> Result<()> {
        let delivery = &world.services.delivery;
        delivery.ack(&self.caller, session, wake_up.command, wake_up.attempt).await?;
        let spec = self.fetch(world, &wake_up.key).await;
        self.apply(world, session, &spec).await
    }

    /// Makes what was fetched true and reports it.
    pub(crate) async fn apply(&mut self, world: &World, session: Session, spec: &Spec) -> Result<()> {
        if let Some((held, _)) = self.held.get(&spec.key) {
            assert!(spec.generation >= *held, "a real agent would not take in {spec:?} over {held}");
        }
        let phase = match &spec.content {
            Some((hash, _)) => {
                self.held.insert(spec.key.clone(), (spec.generation, hash.clone()));
                Phase::Applied
            }
            None => {
                self.held.remove(&spec.key);
                Phase::Removed
            }
        };
        let report = self.report_of(spec, phase, "");
        world.services.delivery.report(&self.caller, session, report).await
    }

    /// Carries out everything that is due, until nothing is; gives the items in that order.
    pub(crate) async fn settle(&mut self, world: &World, session: Session) -> Vec<ItemKey> {
        let mut order = Vec::new();
        loop {
            let due = self.claim(world, session).await;
            if due.is_empty() {
                return order;
            }
            for wake_up in due {
                self.carry_out(world, session, &wake_up).await.unwrap();
                order.push(wake_up.key);
            }
        }
    }
}
