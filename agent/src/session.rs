//! One work stream, from Connect to its end: acknowledges commands, sends what is unsaid, beats.

use std::{sync::Arc, time::Duration};

use proto::v1::{
    Ack, AgentMessage, Capabilities, Connect, ConnectResponse, Heartbeat, ServerMessage, agent_message,
    server_message,
};
use tokio::{
    sync::mpsc,
    time::{Instant, MissedTickBehavior, interval_at},
};
use tokio_util::sync::CancellationToken;
use tonic::{Status, Streaming};

use crate::{
    config::{Secret, Timing},
    credentials::Credentials,
    hub::{Hub, is_refusal},
    inbox::{Ask, Inbox},
    state::{CutOff, SharedState},
    wire,
};

/// Messages on their way to the connection. Reports wait in the state, not here.
const CHANNEL: usize = 16;
/// Reports that are read from the state at a time.
const BATCH: usize = 32;

/// What a stream is made of.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    pub(crate) hub: Hub,
    pub(crate) credentials: Credentials,
    pub(crate) state: SharedState,
    pub(crate) inbox: Arc<Inbox>,
    pub(crate) target: &'static str,
    /// Random for each start of the process.
    pub(crate) instance: String,
    pub(crate) timing: Timing,
}

/// Why a stream ended.
#[derive(Debug)]
pub(crate) enum Ended {
    /// This process is stopping.
    Stopped,
    /// The server closed it without a word.
    Closed,
    /// The server goes away on purpose and says when to come back.
    Drained(Duration),
    /// An operator has taken the agent's rights away.
    Revoked(String),
    /// The server does not speak as this agent does, or is not the one it registered with.
    Unfit(String),
    /// The server refuses, and only a person can change that.
    Refused(Box<Status>),
    /// The state folder cannot be worked on.
    CutOff,
    Failed(Box<Status>),
}

impl From<Status> for Ended {
    fn from(status: Status) -> Self {
        Self::Failed(Box::new(status))
    }
}

impl From<CutOff> for Ended {
    fn from(_: CutOff) -> Self {
        Self::CutOff
    }
}

/// The sending half of a stream.
struct Sender {
    messages: mpsc::Sender<AgentMessage>,
    patience: Duration,
    /// The last report that was sent.
    sent: u64,
}

impl Sender {
    async fn send(&self, message: agent_message::Message) -> Result<(), Ended> {
        let message = AgentMessage { message: Some(message) };
        match self.messages.send_timeout(message, self.patience).await {
            Ok(()) => Ok(()),
            Err(mpsc::error::SendTimeoutError::Closed(_)) => Err(Ended::Closed),
            Err(mpsc::error::SendTimeoutError::Timeout(_)) => {
                Err(Status::deadline_exceeded("the server does not read its stream").into())
            }
        }
    }
}

impl Session {
    /// Holds a stream until it ends. `connected` hears when the server has taken it.
    pub(crate) async fn hold(&self, stop: &CancellationToken, connected: &mut Option<Instant>) -> Ended {
        let jwt = match stop.run_until_cancelled(self.credentials.bearer()).await {
            None => return Ended::Stopped,
            Some(Err(status)) if is_refusal(&status) => return Ended::Refused(Box::new(status)),
            Some(Err(status)) => return status.into(),
            Some(Ok(jwt)) => jwt,
        };
        let ended = match stop.run_until_cancelled(self.work(&jwt, connected)).await {
            None => Ended::Stopped,
            Some(Ok(ended) | Err(ended)) => ended,
        };
        match ended {
            // The token may only be too old: the next try asks for a new one.
            Ended::Failed(status) if status.code() == tonic::Code::Unauthenticated => {
                self.credentials.reject(&jwt).await;
                Ended::Failed(status)
            }
            Ended::Failed(status) if is_refusal(&status) => Ended::Refused(status),
            ended => ended,
        }
    }

    async fn work(&self, jwt: &Secret, connected: &mut Option<Instant>) -> Result<Ended, Ended> {
        let (messages, outgoing) = mpsc::channel(CHANNEL);
        let mut sender = Sender { messages, patience: self.timing.call, sent: 0 };
        sender.send(agent_message::Message::Connect(self.introduction().await?)).await?;
        let mut incoming = self.hub.connect(jwt, outgoing).await?;
        let welcome = self.welcome(&mut incoming).await?;
        *connected = Some(Instant::now());
        tracing::info!(
            cluster = welcome.cluster_id,
            session_epoch = welcome.session_epoch,
            protocol = welcome.protocol,
            "connected"
        );
        let known = welcome.report_seq;
        if let Err(error) = self.state.with(move |state| state.continue_above(known)).await? {
            tracing::error!(%error, "reports could not be numbered anew");
        }
        self.inbox.retry_now();

        let pace = heartbeat_pace(&welcome);
        let mut beat = interval_at(Instant::now() + pace, pace);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            self.send_unsent(&mut sender).await?;
            tokio::select! {
                message = incoming.message() => match message? {
                    None => return Ok(Ended::Closed),
                    Some(message) => self.receive(message, &sender).await?,
                },
                () = self.state.announced() => {}
                _ = beat.tick() => self.beat(&sender).await?,
            }
        }
    }

    async fn introduction(&self) -> Result<Connect, CutOff> {
        let held = |state: &mut crate::state::State| {
            let items =
                state.records().iter().filter_map(|(key, record)| wire::held_to(key, record)).collect();
            (state.newest(), items)
        };
        let (newest, items) = self.state.with(held).await?;
        Ok(Connect {
            instance: self.instance.clone(),
            protocol_min: *proto::PROTOCOL_VERSIONS.start(),
            protocol_max: *proto::PROTOCOL_VERSIONS.end(),
            agent_version: env!("CARGO_PKG_VERSION").to_owned(),
            capabilities: Some(Capabilities { target: self.target.to_owned(), ..Capabilities::default() }),
            hub_epoch: newest.hub_epoch,
            generation: newest.generation,
            items,
        })
    }

    /// The server's first message, checked.
    async fn welcome(&self, incoming: &mut Streaming<ServerMessage>) -> Result<ConnectResponse, Ended> {
        let first = self.hub.patiently(incoming.message()).await?.and_then(|first| first.message);
        let welcome = match first {
            Some(server_message::Message::ConnectResponse(welcome)) => welcome,
            Some(server_message::Message::Revoked(revoked)) => return Err(Ended::Revoked(revoked.reason)),
            Some(server_message::Message::Drain(drain)) => return Err(drained(&drain)),
            None => return Err(Ended::Closed),
            Some(_) => return Err(Ended::Unfit("its first message is not a ConnectResponse".to_owned())),
        };
        let ours = &self.credentials.registered().cluster_id;
        if welcome.cluster_id != *ours {
            return Err(Ended::Unfit(format!("it serves cluster {}, not {ours}", welcome.cluster_id)));
        }
        if !proto::PROTOCOL_VERSIONS.contains(&welcome.protocol) {
            return Err(Ended::Unfit(format!("it chose protocol version {}", welcome.protocol)));
        }
        Ok(welcome)
    }

    async fn receive(&self, message: ServerMessage, sender: &Sender) -> Result<(), Ended> {
        match message.message {
            Some(server_message::Message::DeployCommand(command)) => {
                let Some(key) = wire::key_from(command.key) else {
                    tracing::warn!(
                        command = command.command,
                        "a command about an unknown kind of item is left alone"
                    );
                    return Ok(());
                };
                tracing::info!(command = command.command, item = %key, generation = command.target_generation, "asked");
                let ack = Ack { command: command.command.clone(), attempt: command.attempt };
                sender.send(agent_message::Message::Ack(ack)).await?;
                self.inbox.put(key, Ask { command: command.command, generation: command.target_generation });
                Ok(())
            }
            Some(server_message::Message::ResultAck(ack)) => {
                let seq = ack.report_seq;
                match self.state.with(move |state| state.acknowledged(seq)).await? {
                    Ok(items) => items.into_iter().for_each(|key| self.inbox.look(key)),
                    Err(error) => tracing::error!(%error, "an acknowledgement could not be stored"),
                }
                Ok(())
            }
            Some(server_message::Message::Revoked(revoked)) => Err(Ended::Revoked(revoked.reason)),
            Some(server_message::Message::Drain(drain)) => Err(drained(&drain)),
            Some(server_message::Message::ConnectResponse(_)) | None => {
                tracing::debug!("a message of the server is not known to this version");
                Ok(())
            }
        }
    }

    async fn send_unsent(&self, sender: &mut Sender) -> Result<(), Ended> {
        loop {
            let above = sender.sent;
            let reports = self.state.with(move |state| state.unsent(above, BATCH)).await?;
            if reports.is_empty() {
                return Ok(());
            }
            for (key, report) in reports {
                sender.sent = report.seq;
                sender.send(agent_message::Message::DeployResult(wire::result_to(&key, report))).await?;
            }
        }
    }

    async fn beat(&self, sender: &Sender) -> Result<(), Ended> {
        let (newest, report_seq) = self.state.with(|state| (state.newest(), state.report_seq())).await?;
        sender
            .send(agent_message::Message::Heartbeat(Heartbeat { generation: newest.generation, report_seq }))
            .await
    }
}

fn drained(drain: &proto::v1::Drain) -> Ended {
    Ended::Drained(Duration::from_millis(drain.reconnect_after_ms.min(60_000).into()))
}

/// What the server wants, within reason.
fn heartbeat_pace(welcome: &ConnectResponse) -> Duration {
    let wanted = welcome.limits.map_or(0, |limits| limits.heartbeat_interval_ms);
    let millis = if wanted == 0 { 20_000 } else { wanted.clamp(50, 300_000) };
    Duration::from_millis(millis.into())
}
