//! The program that applies deployments in a cluster, as the server knows it.

use std::borrow::Cow;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    Code, Reason, Timestamp,
    id::{AgentId, ClusterId},
    role::text_enum,
};

text_enum! {
    /// Whether an agent's identity counts.
    AgentState {
        /// Registered, never connected.
        Pending = "pending",
        /// Has connected.
        Active = "active",
        /// Gets nothing any more.
        Revoked = "revoked",
    }
}

/// What happens to an agent's identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AgentEvent {
    /// It opens its work stream.
    Connect,
    /// An operator takes its identity away.
    Revoke,
}

impl AgentState {
    /// The next state, or `None` when the event is refused. Revoking is final.
    pub const fn next(self, event: AgentEvent) -> Option<Self> {
        match (self, event) {
            (Self::Pending | Self::Active, AgentEvent::Connect) => Some(Self::Active),
            (Self::Revoked, AgentEvent::Connect) => None,
            (_, AgentEvent::Revoke) => Some(Self::Revoked),
        }
    }

    /// Whether the identity counts.
    pub const fn counts(self) -> bool {
        !matches!(self, Self::Revoked)
    }
}

text_enum! {
    /// Whether an agent is there, derived from its last beat.
    Presence {
        /// Beats in time.
        Online = "online",
        /// Has missed three beats.
        Stale = "stale",
        /// Has missed fifteen, or never connected.
        Offline = "offline",
    }
}

impl Presence {
    /// Beats missed until stale.
    pub const STALE_AFTER: i32 = 3;
    /// Beats missed until offline.
    pub const OFFLINE_AFTER: i32 = 15;

    /// How long an agent whose stream has ended may take to come back before it counts as gone: long
    /// enough for a network that stumbles, half a beat.
    pub fn grace(beat: TimeDelta) -> TimeDelta {
        beat / 2
    }

    /// What the time since the last beat means. A beat from the future counts as now.
    pub fn of(last_seen: Option<Timestamp>, now: Timestamp, beat: TimeDelta) -> Self {
        match last_seen.map(|seen| now - seen) {
            Some(age) if age < beat * Self::STALE_AFTER => Self::Online,
            Some(age) if age < beat * Self::OFFLINE_AFTER => Self::Stale,
            _ => Self::Offline,
        }
    }

    /// The same for an agent whose work stream ended at `left` and has not been opened again.
    pub fn after(
        left: Option<Timestamp>,
        last_seen: Option<Timestamp>,
        now: Timestamp,
        beat: TimeDelta,
    ) -> Self {
        match left {
            Some(left) if now - left >= Self::grace(beat) => Self::Offline,
            _ => Self::of(last_seen, now, beat),
        }
    }
}

/// An agent as stored, with what is known about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Agent {
    /// Its id.
    pub id: AgentId,
    /// Of which cluster.
    pub cluster_id: ClusterId,
    /// As named when its token was made.
    pub name: String,
    /// Whether its identity counts.
    pub state: AgentState,
    /// Whether it is there.
    pub presence: Presence,
    /// Its program's version; empty before the first connection.
    pub agent_version: String,
    /// Its protocol versions, such as `1`; empty before the first connection.
    pub protocol: String,
    /// First 16 hexadecimal digits of its public key's SHA-256.
    pub key_fingerprint: String,
    /// What an operator should know of its last connection, or why that was refused; `null` when all
    /// is well.
    pub notice: Option<Notice>,
    /// Its last beat.
    pub last_seen_at: Option<DateTime<Utc>>,
    /// When it registered.
    pub created_at: DateTime<Utc>,
}

/// A sentence about an agent's last connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Notice {
    /// What it is about.
    pub code: Code,
    /// In English.
    pub message: String,
    /// Names and values of what the sentence mentions.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<Vec<String>>))]
    pub params: Vec<(Cow<'static, str>, String)>,
}

impl From<Reason> for Notice {
    fn from(reason: Reason) -> Self {
        Self { code: reason.code, message: reason.message(), params: reason.params }
    }
}

impl Notice {
    /// For words in another language.
    pub fn reason(&self) -> Reason {
        Reason { code: self.code, params: self.params.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_and_event() {
        use AgentState::{Active, Pending, Revoked};
        let table = [
            (Pending, Some(Active), Some(Revoked), true),
            (Active, Some(Active), Some(Revoked), true),
            (Revoked, None, Some(Revoked), false),
        ];
        assert_eq!(table.len(), AgentState::ALL.len());
        for (state, connect, revoke, counts) in table {
            assert_eq!(state.next(AgentEvent::Connect), connect, "{state}");
            assert_eq!(state.next(AgentEvent::Revoke), revoke, "{state}");
            assert_eq!(state.counts(), counts, "{state}");
        }
    }

    #[test]
    fn presence_follows_missed_beats() {
        let now = chrono::DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let beat = TimeDelta::seconds(20);
        let at = |seconds: i64| Presence::of(Some(now - TimeDelta::seconds(seconds)), now, beat);
        assert_eq!(at(-5), Presence::Online);
        assert_eq!(at(59), Presence::Online);
        assert_eq!(at(60), Presence::Stale);
        assert_eq!(at(299), Presence::Stale);
        assert_eq!(at(300), Presence::Offline);
        assert_eq!(Presence::of(None, now, beat), Presence::Offline);
    }

    #[test]
    fn an_agent_that_has_left_is_gone_after_a_short_while() {
        let now = chrono::DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let beat = TimeDelta::seconds(20);
        let left =
            |seconds: i64| Presence::after(Some(now - TimeDelta::seconds(seconds)), Some(now), now, beat);
        assert_eq!((left(0), left(9), left(10)), (Presence::Online, Presence::Online, Presence::Offline));
        assert_eq!(Presence::after(None, Some(now), now, beat), Presence::Online);
    }
}
