//! Keys the server signs with. Rotation keeps the old public part until its tokens have ended.

use crate::role::text_enum;

text_enum! {
    /// What a key signs.
    KeyPurpose {
        /// Access tokens of agents.
        AgentToken = "agent_token",
    }
}

text_enum! {
    /// Whether a key still signs.
    KeyStatus {
        /// It signs and verifies; one for each purpose.
        Active = "active",
        /// It only verifies.
        Retired = "retired",
    }
}
