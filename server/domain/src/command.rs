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

text_enum! {
    /// What happens to a command.
    CommandEvent {
        /// A stream takes it.
        Send = "send",
        /// The agent has got it.
        Ack = "ack",
        /// Its lease ended, its work failed, its item has to wait, a newer wish or a newer stream came:
        /// it is due again, now or later.
        Recall = "recall",
        /// The item is as wanted.
        Complete = "complete",
        /// The content was refused for good.
        Refuse = "refuse",
    }
}

impl CommandState {
    /// Whether it still wants to be carried out.
    pub const fn is_live(self) -> bool {
        matches!(self, Self::Pending | Self::Sent | Self::Acked)
    }

    /// The state after an event; `None` when the event changes nothing, as one that comes late.
    pub const fn next(self, event: CommandEvent) -> Option<Self> {
        match (self, event) {
            (Self::Pending, CommandEvent::Send) => Some(Self::Sent),
            (Self::Sent, CommandEvent::Ack) => Some(Self::Acked),
            (Self::Pending | Self::Sent | Self::Acked, CommandEvent::Recall) => Some(Self::Pending),
            // A report may come before the command is sent (the agent found the work itself) or acknowledged.
            (Self::Pending | Self::Sent | Self::Acked, CommandEvent::Complete) => Some(Self::Done),
            (Self::Pending | Self::Sent | Self::Acked, CommandEvent::Refuse) => Some(Self::Failed),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_knows_every_event() {
        use CommandEvent as E;
        use CommandState as S;
        let table = [
            (S::Pending, [Some(S::Sent), None, Some(S::Pending), Some(S::Done), Some(S::Failed)]),
            (S::Sent, [None, Some(S::Acked), Some(S::Pending), Some(S::Done), Some(S::Failed)]),
            (S::Acked, [None, None, Some(S::Pending), Some(S::Done), Some(S::Failed)]),
            (S::Done, [None; 5]),
            (S::Failed, [None; 5]),
        ];
        assert_eq!(table.map(|(state, _)| state), *S::ALL);
        assert_eq!([E::Send, E::Ack, E::Recall, E::Complete, E::Refuse], *E::ALL);
        for (state, expected) in table {
            for (event, expected) in E::ALL.iter().zip(expected) {
                assert_eq!(state.next(*event), expected, "{state} {event}");
            }
        }
    }

    #[test]
    fn what_has_ended_is_not_live_and_an_event_leads_to_one_state() {
        for event in CommandEvent::ALL {
            let mut targets: Vec<_> = CommandState::ALL.iter().filter_map(|s| s.next(*event)).collect();
            targets.dedup();
            assert_eq!(targets.len(), 1, "{event}");
        }
        let live: Vec<_> = CommandState::ALL.iter().filter(|s| s.is_live()).collect();
        let moving: Vec<_> =
            CommandState::ALL.iter().filter(|s| s.next(CommandEvent::Recall).is_some()).collect();
        assert_eq!(live, moving);
    }
}
