//! Where a publish is, and what moves it on.

use crate::role::text_enum;

text_enum! {
    /// Where a publish is.
    PublishStatus {
        /// Being prepared.
        Draft = "draft",
        /// On its way to the cluster.
        Publishing = "publishing",
        /// Serving as asked.
        Live = "live",
        /// Serving, but not as asked, or an older revision.
        Degraded = "degraded",
        /// Not serving.
        Failed = "failed",
        /// On its way off the cluster.
        Withdrawing = "withdrawing",
        /// Off the cluster.
        Withdrawn = "withdrawn",
    }
}

/// What happens to a publish.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PublishEvent {
    /// Its owner sends a revision to the cluster.
    Publish,
    /// Its owner takes it off the cluster.
    Withdraw,
    /// The agent has applied the wanted revision.
    Applied,
    /// The agent serves it, but not as asked.
    Degraded,
    /// The agent could not apply the wanted revision.
    Failed {
        /// An earlier revision goes on serving.
        older_serves: bool,
    },
    /// The agent has removed it.
    Removed,
    /// An operator gives up on a cluster that is gone, and on whatever is left there.
    Forget,
}

impl PublishStatus {
    /// The next status, or `None` when the event has no place here. Reports that are not about the
    /// newest generation never get here.
    pub const fn next(self, event: PublishEvent) -> Option<Self> {
        use PublishEvent as E;
        use PublishStatus as S;
        match (self, event) {
            (S::Draft | S::Publishing | S::Live | S::Degraded | S::Failed | S::Withdrawn, E::Publish) => {
                Some(S::Publishing)
            }
            (S::Publishing | S::Live | S::Degraded | S::Failed, E::Withdraw) => Some(S::Withdrawing),
            // A failure that its cause has left behind is mended by the agent's next try.
            (S::Publishing | S::Live | S::Degraded | S::Failed, E::Applied) => Some(S::Live),
            (
                S::Publishing | S::Live | S::Degraded | S::Failed,
                E::Degraded | E::Failed { older_serves: true },
            ) => Some(S::Degraded),
            (S::Publishing | S::Live | S::Degraded | S::Failed, E::Failed { older_serves: false }) => {
                Some(S::Failed)
            }
            (S::Withdrawing, E::Removed) => Some(S::Withdrawn),
            (S::Publishing | S::Live | S::Degraded | S::Failed | S::Withdrawing, E::Forget) => {
                Some(S::Withdrawn)
            }
            // What could not be removed stays withdrawing, with the reason beside it.
            (S::Withdrawing, E::Failed { .. } | E::Withdraw) => Some(S::Withdrawing),
            _ => None,
        }
    }

    /// Whether it holds its hostnames and path on the cluster.
    pub const fn claims(self) -> bool {
        !matches!(self, Self::Draft | Self::Withdrawn)
    }

    /// Whether it may be deleted and moved to another cluster.
    pub const fn is_detached(self) -> bool {
        !self.claims()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVENTS: [PublishEvent; 8] = [
        PublishEvent::Publish,
        PublishEvent::Withdraw,
        PublishEvent::Applied,
        PublishEvent::Degraded,
        PublishEvent::Failed { older_serves: true },
        PublishEvent::Failed { older_serves: false },
        PublishEvent::Removed,
        PublishEvent::Forget,
    ];

    /// The whole machine as a table: rows are statuses, columns are [`EVENTS`].
    #[test]
    fn every_status_and_event() {
        use PublishStatus::{Degraded, Draft, Failed, Live, Publishing, Withdrawing, Withdrawn};
        let on_cluster = [
            Some(Publishing),
            Some(Withdrawing),
            Some(Live),
            Some(Degraded),
            Some(Degraded),
            Some(Failed),
            None,
            Some(Withdrawn),
        ];
        let table = [
            (Draft, [Some(Publishing), None, None, None, None, None, None, None]),
            (Publishing, on_cluster),
            (Live, on_cluster),
            (Degraded, on_cluster),
            (Failed, on_cluster),
            (
                Withdrawing,
                [
                    None,
                    Some(Withdrawing),
                    None,
                    None,
                    Some(Withdrawing),
                    Some(Withdrawing),
                    Some(Withdrawn),
                    Some(Withdrawn),
                ],
            ),
            (Withdrawn, [Some(Publishing), None, None, None, None, None, None, None]),
        ];
        assert_eq!(table.len(), PublishStatus::ALL.len());
        for (status, row) in table {
            for (event, expected) in EVENTS.into_iter().zip(row) {
                assert_eq!(status.next(event), expected, "{status} on {event:?}");
            }
        }
    }
}
