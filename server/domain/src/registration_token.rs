//! A single-use invitation for an agent.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    Result, Timestamp,
    agent::AgentState,
    draft::Check,
    id::{AgentId, ClusterId, RegistrationTokenId},
    name::Label,
    reason::{Code, Reason},
    role::text_enum,
};

text_enum! {
    /// Whether a registration token still counts.
    RegistrationTokenState {
        /// Can be used once.
        Pending = "pending",
        /// An agent has used it.
        Used = "used",
        /// Nobody used it in time.
        Expired = "expired",
        /// An operator took it back.
        Revoked = "revoked",
    }
}

impl RegistrationTokenState {
    /// What the times of a stored token mean now. A used one stays used, whatever happens later.
    pub fn of(
        used_at: Option<Timestamp>,
        revoked_at: Option<Timestamp>,
        expires_at: Timestamp,
        now: Timestamp,
    ) -> Self {
        match (used_at, revoked_at) {
            (Some(_), _) => Self::Used,
            (None, Some(_)) => Self::Revoked,
            (None, None) if expires_at <= now => Self::Expired,
            (None, None) => Self::Pending,
        }
    }

    /// Whether taking a token back changes anything.
    ///
    /// # Errors
    /// Why it cannot be taken back: an agent that has used one is revoked itself.
    pub const fn may_revoke(self) -> std::result::Result<bool, Code> {
        match self {
            Self::Pending | Self::Expired => Ok(true),
            Self::Revoked => Ok(false),
            Self::Used => Err(Code::TokenUsed),
        }
    }
}

/// A registration token as stored; the secret itself is not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RegistrationToken {
    /// Its id.
    pub id: RegistrationTokenId,
    /// For an agent of which cluster.
    pub cluster_id: ClusterId,
    /// What the agent will be called.
    pub agent_name: String,
    /// First characters of the secret, to tell tokens apart.
    pub prefix: String,
    /// Whether it still counts.
    pub state: RegistrationTokenState,
    /// Who made it.
    pub created_by: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Until when it can be used.
    pub expires_at: DateTime<Utc>,
    /// Who used it.
    pub agent_id: Option<AgentId>,
}

/// A new token with its secret, which is never shown again.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewRegistrationToken {
    /// The token.
    pub registration_token: RegistrationToken,
    /// `imp_reg_…`, for `imp-agent run --token`. `null` when it was only asked what would happen.
    pub secret: Option<String>,
}

impl std::fmt::Debug for NewRegistrationToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewRegistrationToken").field("registration_token", &self.registration_token).finish()
    }
}

/// What an operator says about a new token.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RegistrationTokenSpec {
    /// What the agent will be called; unique among the cluster's agents.
    pub agent_name: String,
    /// Minutes until it ends, 5 to 10,080 (a week); `null` for the server's default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lifetime_minutes: Option<u32>,
}

impl RegistrationTokenSpec {
    /// The checked spec, or every invalid field.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`].
    pub fn validate(self) -> Result<Self> {
        let mut check = Check::new();
        self.check(&mut check);
        check.finish(|| Some(self))
    }

    /// Checks each field.
    pub fn check(&self, check: &mut Check) {
        check.parse::<Label>("agent_name", &self.agent_name);
        if let Some(minutes) = self.lifetime_minutes {
            let range = Reason::new(Code::OutOfRange).with("min", 5).with("max", 10_080);
            check.ensure((5..=10_080).contains(&minutes), "lifetime_minutes", range);
        }
    }
}

/// What using a token comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// The first use: makes an agent.
    First,
    /// The same key again, because the answer was lost: the same agent.
    Repeated(AgentId),
}

/// Decides whether a token may be used by a key. `used_by` is the agent that used it, its state, and
/// whether its key is the one that asks.
///
/// # Errors
/// Why not.
pub fn may_use(
    state: RegistrationTokenState,
    used_by: Option<(AgentId, AgentState, bool)>,
) -> std::result::Result<Use, Code> {
    match (state, used_by) {
        (RegistrationTokenState::Used, Some((_, AgentState::Revoked, true))) => Err(Code::AgentRevoked),
        (RegistrationTokenState::Used, Some((agent, _, true))) => Ok(Use::Repeated(agent)),
        (RegistrationTokenState::Used, _) => Err(Code::TokenUsed),
        (RegistrationTokenState::Revoked, _) => Err(Code::TokenRevoked),
        (RegistrationTokenState::Expired, _) => Err(Code::TokenExpired),
        (RegistrationTokenState::Pending, _) => Ok(Use::First),
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::id::TypedId as _;

    #[test]
    fn the_times_say_the_state() {
        use RegistrationTokenState as S;
        let at = |s| chrono::DateTime::from_timestamp(s, 0).unwrap();
        let (past, future) = (Some(at(5)), Some(at(15)));
        for (used, revoked, expires, expected) in [
            (None, None, at(11), S::Pending),
            (None, None, at(10), S::Expired),
            (None, None, at(9), S::Expired),
            (None, past, at(11), S::Revoked),
            (None, past, at(9), S::Revoked),
            (past, None, at(11), S::Used),
            (past, None, at(9), S::Used),
            (past, future, at(9), S::Used),
        ] {
            assert_eq!(S::of(used, revoked, expires, at(10)), expected, "{used:?} {revoked:?} {expires}");
        }
    }

    #[test]
    fn every_state_is_taken_back_or_not() {
        use RegistrationTokenState as S;
        let table = [
            (S::Pending, Ok(true)),
            (S::Used, Err(Code::TokenUsed)),
            (S::Expired, Ok(true)),
            (S::Revoked, Ok(false)),
        ];
        assert_eq!(table.len(), S::ALL.len());
        for (state, expected) in table {
            assert_eq!(state.may_revoke(), expected, "{state}");
        }
    }

    #[test]
    fn a_token_is_used_once_by_one_key() {
        use RegistrationTokenState as S;
        let agent = AgentId::from_uuid(Uuid::from_u128(1));
        let by = |state, same_key| Some((agent, state, same_key));
        let table = [
            (S::Pending, None, Ok(Use::First)),
            (S::Expired, None, Err(Code::TokenExpired)),
            (S::Revoked, None, Err(Code::TokenRevoked)),
            (S::Used, None, Err(Code::TokenUsed)),
            (S::Used, by(AgentState::Pending, true), Ok(Use::Repeated(agent))),
            (S::Used, by(AgentState::Active, true), Ok(Use::Repeated(agent))),
            (S::Used, by(AgentState::Revoked, true), Err(Code::AgentRevoked)),
            (S::Used, by(AgentState::Active, false), Err(Code::TokenUsed)),
            (S::Used, by(AgentState::Revoked, false), Err(Code::TokenUsed)),
        ];
        for (state, used_by, expected) in table {
            assert_eq!(may_use(state, used_by), expected, "{state} {used_by:?}");
        }
    }
}
