//! Wake-ups for agents. A command never says what to do: the agent applies what desired state says
//! when it looks.

use crate::role::text_enum;

text_enum! {
    /// What an agent is woken for.
    CommandAction {
        /// Bring one item to its newest generation. At most one is live for an item.
        Deploy = "deploy",
    }
}

text_enum! {
    /// Where a command is.
    CommandState {
        /// Waits for its time and for a stream.
        Pending = "pending",
        /// Sent; its acknowledgement is awaited within the lease.
        Sent = "sent",
        /// The agent works on it, within the lease.
        Acked = "acked",
        /// Its result is in.
        Done = "done",
        /// Refused for good: only a newer generation helps.
        Failed = "failed",
    }
}

impl CommandState {
    /// Whether it still wants to be carried out.
    pub const fn is_live(self) -> bool {
        matches!(self, Self::Pending | Self::Sent | Self::Acked)
    }
}
