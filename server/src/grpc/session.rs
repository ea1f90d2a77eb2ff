//! One work stream, from the welcome to its end. It holds no work: what is due lies in the database,
//! and a raised flag, a heartbeat or the end of a lease makes it look there.

use std::time::Duration;

use chrono::TimeDelta;
use domain::{Code, Error};
use proto::v1::{
    AgentMessage, ConnectResponse, DeployResult, Drain, Limits, ResultAck, Revoked, ServerMessage,
    agent_message, server_message,
};
use services::{
    Caller,
    delivery::{Session, Welcome},
};
use tokio::{
    sync::{mpsc, watch},
    time::{Instant, sleep_until, timeout},
};
use tonic::{Status, Streaming};

use super::{Api, convert, status};

/// Patience with an agent that does not read its stream.
const UNREAD: Duration = Duration::from_secs(10);
/// Heartbeats that may be missing before the stream is taken to be dead, although its connection
/// still answers pings.
const MISSED: i32 = 4;
/// Up to this long agents wait after a drain, each another time.
const DRAIN_MS: u32 = 1000;

type Outgoing = mpsc::Sender<Result<ServerMessage, Status>>;

/// Why a stream ends.
enum End {
    /// The agent has gone.
    Gone,
    /// This process stops.
    Drain,
    /// An operator has revoked the agent.
    Revoked(String),
    /// Anything else, as the agent is told.
    Status(Box<Status>),
}

impl From<Error> for End {
    fn from(error: Error) -> Self {
        match &error {
            Error::Unauthenticated(reason) if reason.code == Code::AgentRevoked => {
                Self::Revoked(reason.message())
            }
            error => Self::Status(Box::new(status::of(error))),
        }
    }
}

struct Stream {
    api: Api,
    caller: Caller,
    session: Session,
    outgoing: Outgoing,
    /// When something becomes due without anybody saying so.
    look_at: Option<Instant>,
    /// When the agent was heard last.
    heard: Instant,
}

/// Holds a stream until it ends.
pub(super) async fn hold(
    api: Api,
    caller: Caller,
    welcome: Welcome,
    incoming: Streaming<AgentMessage>,
    outgoing: Outgoing,
) {
    let session = welcome.session;
    tracing::info!(cluster = %session.cluster, agent = %session.agent, epoch = session.epoch, "agent connected");
    let mut stream = Stream { api, caller, session, outgoing, look_at: None, heard: Instant::now() };
    let end = match stream.api.streams.open(session.cluster, session.epoch) {
        Some(raised) => match stream.work(welcome, incoming, raised).await {
            Ok(end) | Err(end) => end,
        },
        None => superseded(),
    };
    stream.api.streams.close(session.cluster, session.epoch);
    stream.say_goodbye(end).await;
    if let Err(error) = stream.api.services.delivery.disconnect(session).await {
        tracing::warn!(%error, cluster = %session.cluster, "the end of a stream could not be noted");
    }
}

fn superseded() -> End {
    Error::conflict(Code::StreamSuperseded).into()
}

impl Stream {
    async fn work(
        &mut self,
        welcome: Welcome,
        mut incoming: Streaming<AgentMessage>,
        mut raised: watch::Receiver<()>,
    ) -> Result<End, End> {
        self.send(server_message::Message::ConnectResponse(self.welcome(&welcome))).await?;
        self.look().await?;
        let silence = self.silence();
        loop {
            let look_at = self.look_at;
            tokio::select! {
                message = incoming.message() => match message {
                    Ok(Some(message)) => self.receive(message).await?,
                    Ok(None) | Err(_) => return Ok(End::Gone),
                },
                flag = raised.changed() => match flag {
                    Ok(()) => self.look().await?,
                    Err(_) => return Ok(superseded()),
                },
                () = at(look_at) => self.look().await?,
                () = sleep_until(self.heard + silence) => {
                    return Err(End::Status(Box::new(Status::deadline_exceeded("no heartbeat came in time"))));
                }
                () = self.api.shutdown.cancelled() => return Ok(End::Drain),
            }
        }
    }

    fn welcome(&self, welcome: &Welcome) -> ConnectResponse {
        let settings = &self.api.services.ctx.settings;
        let limits = Limits {
            heartbeat_interval_ms: millis(settings.heartbeat_interval),
            ack_timeout_ms: millis(settings.ack_timeout),
        };
        ConnectResponse {
            cluster_id: self.session.cluster.to_string(),
            protocol: welcome.protocol,
            session_epoch: u64::try_from(self.session.epoch).unwrap_or_default(),
            hub_epoch: u64::try_from(welcome.hub_epoch).unwrap_or_default(),
            limits: Some(limits),
            report_seq: u64::try_from(welcome.report_seq).unwrap_or_default(),
        }
    }

    fn silence(&self) -> Duration {
        (self.api.services.ctx.settings.heartbeat_interval * MISSED).to_std().unwrap_or(Duration::MAX)
    }

    async fn receive(&mut self, message: AgentMessage) -> Result<(), End> {
        self.heard = Instant::now();
        match message.message {
            Some(agent_message::Message::Ack(ack)) => {
                let attempt = i32::try_from(ack.attempt).unwrap_or(i32::MAX);
                // An id that is none belongs to no command.
                if let Ok(command) = ack.command.parse() {
                    self.api.services.delivery.ack(&self.caller, self.session, command, attempt).await?;
                }
                Ok(())
            }
            Some(agent_message::Message::Heartbeat(_)) => {
                self.api.beats.note(self.session.agent);
                self.look().await
            }
            Some(agent_message::Message::DeployResult(result)) => self.report(result).await,
            Some(agent_message::Message::Connect(_)) => {
                Err(End::Status(Box::new(Status::invalid_argument("Connect comes once, and first"))))
            }
            None => {
                tracing::debug!(cluster = %self.session.cluster, "a message is not known to this version");
                Ok(())
            }
        }
    }

    /// A result that cannot be understood is acknowledged all the same, so that it does not come
    /// again and again.
    async fn report(&mut self, result: DeployResult) -> Result<(), End> {
        let report_seq = result.report_seq;
        match convert::report(result) {
            Ok(report) => self.api.services.delivery.report(&self.caller, self.session, report).await?,
            Err(error) => tracing::warn!(%error, cluster = %self.session.cluster, "a result makes no sense"),
        }
        self.send(server_message::Message::ResultAck(ResultAck { report_seq })).await
    }

    /// Sends what is due, as long as the agent may get it.
    async fn look(&mut self) -> Result<(), End> {
        let services = &self.api.services;
        let claimed = services.delivery.claim(&self.caller, self.session).await?;
        let now = services.ctx.clock.now();
        self.look_at =
            claimed.look_again_at.map(|at| Instant::now() + (at - now).to_std().unwrap_or_default());
        for wake_up in claimed.wake_ups {
            self.send(server_message::Message::DeployCommand(convert::command(wake_up))).await?;
        }
        Ok(())
    }

    async fn send(&self, message: server_message::Message) -> Result<(), End> {
        match timeout(UNREAD, self.outgoing.send(Ok(ServerMessage { message: Some(message) }))).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(End::Gone),
            Err(_) => Err(End::Status(Box::new(Status::deadline_exceeded("the stream is not read")))),
        }
    }

    /// The last message, if the agent is there to hear it.
    async fn say_goodbye(&self, end: End) {
        let (cluster, epoch) = (self.session.cluster, self.session.epoch);
        let last = match end {
            End::Gone => {
                tracing::info!(%cluster, epoch, "agent disconnected");
                return;
            }
            End::Drain => {
                let share = u32::from_le_bytes(self.api.services.ctx.clock.random()) % DRAIN_MS;
                Ok(server_message::Message::Drain(Drain { reconnect_after_ms: share }))
            }
            End::Revoked(reason) => {
                tracing::warn!(%cluster, agent = %self.session.agent, "a revoked agent was cut off");
                Ok(server_message::Message::Revoked(Revoked { reason }))
            }
            End::Status(status) => {
                tracing::warn!(%cluster, epoch, code = ?status.code(), reason = status.message(), "stream ended");
                Err(*status)
            }
        };
        let last = last.map(|message| ServerMessage { message: Some(message) });
        // One that does not read its stream any more does not hear it.
        let _ = timeout(UNREAD, self.outgoing.send(last)).await;
    }
}

fn millis(delta: TimeDelta) -> u32 {
    u32::try_from(delta.num_milliseconds()).unwrap_or(u32::MAX)
}

async fn at(time: Option<Instant>) {
    match time {
        Some(time) => sleep_until(time).await,
        None => std::future::pending().await,
    }
}
