//! Typed identifiers. To add one: one line in the list at the end.
//!
//! An id is a UUIDv7 (so ids sort by creation), shown to people and scripts as `prefix_` followed
//! by 32 hexadecimal digits. This crate never makes one: randomness is a parameter of `services`.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use uuid::Uuid;

/// The text was not an id of the expected kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidId {
    /// The prefix an id of this kind starts with, without the underscore.
    pub prefix: &'static str,
}

impl fmt::Display for InvalidId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an id like {}_0198f0c1… is expected", self.prefix)
    }
}

impl std::error::Error for InvalidId {}

/// What every typed id can do; lets one storage wrapper serve all of them.
pub trait TypedId: Copy + fmt::Debug + Eq {
    /// Text before the underscore, unique among all kinds.
    const PREFIX: &'static str;
    /// Wraps a UUID that is already known to name a thing of this kind.
    fn from_uuid(uuid: Uuid) -> Self;
    /// The bare UUID, as stored.
    fn uuid(self) -> Uuid;
}

fn parse(prefix: &'static str, text: &str) -> Result<Uuid, InvalidId> {
    text.strip_prefix(prefix)
        .and_then(|rest| rest.strip_prefix('_'))
        .filter(|hex| hex.len() == 32)
        .and_then(|hex| Uuid::try_parse(hex).ok())
        .ok_or(InvalidId { prefix })
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl TypedId for $name {
            const PREFIX: &'static str = $prefix;
            fn from_uuid(uuid: Uuid) -> Self { Self(uuid) }
            fn uuid(self) -> Uuid { self.0 }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}_{}", $prefix, self.0.simple())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;
            fn from_str(text: &str) -> Result<Self, InvalidId> {
                parse($prefix, text).map(Self)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(D::Error::custom)
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                utoipa::openapi::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .pattern(Some(concat!("^", $prefix, "_[0-9a-f]{32}$")))
                    .examples([concat!($prefix, "_0198f0c17c3a7d10b2a4c5d6e7f80912")])
                    .into()
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::ToSchema for $name {}
    )+};
}

ids! {
    /// A customer of the installation: a company or a team.
    TenantId = "ten";
    /// A person.
    UserId = "usr";
    /// A person's role in a tenant.
    MembershipId = "mem";
    /// A browser session.
    SessionId = "ses";
    /// A script's credential.
    AccessTokenId = "tok";
    /// A key the server signs with.
    SigningKeyId = "key";
    /// One line of the audit log.
    AuditEventId = "aud";
    /// A Kubernetes cluster (or a directory) that an agent applies to.
    ClusterId = "clu";
    /// A single-use invitation for an agent.
    RegistrationTokenId = "reg";
    /// An identity that applies deployments in one cluster.
    AgentId = "agt";
    /// Routes, backends and policies of one API.
    ApiServiceId = "svc";
    /// A template of listeners.
    GatewayId = "gtw";
    /// API services offered together.
    ProductId = "prd";
    /// Conditions under which a product is used.
    PlanId = "pln";
    /// A product on one cluster in one environment.
    ProductPublishId = "pub";
    /// One immutable snapshot of a publish.
    RevisionId = "rev";
    /// A wake-up for an agent.
    CommandId = "cmd";
    /// An application of a customer: the identity that consumes.
    ApplicationId = "app";
    /// A credential of an application.
    CredentialId = "crd";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_form_round_trips() {
        let id = ProductPublishId::from_uuid(Uuid::from_u128(0x0198_f0c1_7c3a_7d10_b2a4_c5d6_e7f8_0912));
        assert_eq!(id.to_string(), "pub_0198f0c17c3a7d10b2a4c5d6e7f80912");
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!(
            serde_json::from_str::<ProductPublishId>(&serde_json::to_string(&id).unwrap()).unwrap(),
            id
        );
    }

    #[test]
    fn another_kinds_id_is_refused() {
        for text in [
            "clu_0198f0c17c3a7d10b2a4c5d6e7f80912",
            "pub_",
            "pub_0198f0c1-7c3a-7d10-b2a4-c5d6e7f80912",
            "",
            "pub",
        ] {
            assert!(text.parse::<ProductPublishId>().is_err(), "{text:?} parsed");
        }
    }
}
