//! The domain's errors as gRPC statuses: the one place where they are mapped.

use domain::{Code, Error};
use tonic::{Status, metadata::MetadataValue};

/// Where a client finds the machine-readable code.
const CODE: &str = "imp-code";

/// What an agent is told. `Aborted` means: somebody else was first, try again; `FailedPrecondition`: only
/// a person can change that.
pub(super) fn of(error: &Error) -> Status {
    let reason = error.reason();
    let code = match error {
        Error::Malformed(_) | Error::Invalid(_) => tonic::Code::InvalidArgument,
        Error::Unauthenticated(_) => tonic::Code::Unauthenticated,
        Error::Forbidden(_) => tonic::Code::PermissionDenied,
        Error::NotFound(_) => tonic::Code::NotFound,
        Error::Conflict(_)
            if matches!(reason.code, Code::ItemWaits | Code::StreamSuperseded | Code::VersionStale) =>
        {
            tonic::Code::Aborted
        }
        Error::Conflict(_) | Error::Precondition(_) => tonic::Code::FailedPrecondition,
        Error::TooMany { .. } => tonic::Code::ResourceExhausted,
        Error::Unavailable(_) => tonic::Code::Unavailable,
        Error::Internal => tonic::Code::Internal,
    };
    let mut status = Status::new(code, error.to_string());
    status.metadata_mut().insert(CODE, MetadataValue::from_static(reason.code.as_str()));
    status
}

#[cfg(test)]
mod tests {
    use domain::Reason;

    use super::*;

    #[test]
    fn what_an_agent_can_wait_for_differs_from_what_it_cannot() {
        let code = |error: Error| of(&error).code();
        let conflict = |code: Code| Error::Conflict(Reason::new(code));
        assert_eq!(code(conflict(Code::StreamSuperseded)), tonic::Code::Aborted);
        assert_eq!(code(conflict(Code::ItemWaits)), tonic::Code::Aborted);
        assert_eq!(code(conflict(Code::OtherAgentOnline)), tonic::Code::FailedPrecondition);
        assert_eq!(code(conflict(Code::TokenUsed)), tonic::Code::FailedPrecondition);
        assert_eq!(code(conflict(Code::NoSharedProtocol)), tonic::Code::FailedPrecondition);
        assert_eq!(code(Error::Unavailable(Code::Unavailable.into())), tonic::Code::Unavailable);
        let revoked = of(&Error::Unauthenticated(Code::AgentRevoked.into()));
        assert_eq!(revoked.metadata().get(CODE).unwrap(), "agent_revoked");
        assert!(revoked.message().contains("revoked"));
    }
}
