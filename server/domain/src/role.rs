//! Who people are: their role on the platform and in each tenant.

use serde::{Deserialize, Serialize};

/// Declares an enum whose text form is the same in JSON, URLs, forms and the database.
macro_rules! text_enum {
    ($(#[doc = $doc:literal])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $text)] $variant,)+ }

        impl $name {
            /// Every value, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];
            /// The text form.
            pub const fn as_str(self) -> &'static str { match self { $(Self::$variant => $text,)+ } }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(self.as_str()) }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::reason::Reason;
            fn from_str(text: &str) -> Result<Self, $crate::reason::Reason> {
                match text {
                    $($text => Ok(Self::$variant),)+
                    "" => Err($crate::reason::Code::Required.into()),
                    other => Err($crate::reason::Reason::new($crate::reason::Code::NotAnOption)
                        .with("value", other)
                        .with("options", [$($text,)+].join(", "))),
                }
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::reason::Reason;
            fn try_from(text: String) -> Result<Self, $crate::reason::Reason> { text.parse() }
        }

        // By hand: the derive does not see a rename that comes from a macro's parameter.
        #[cfg(feature = "openapi")]
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                utoipa::openapi::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .description(Some(concat!($($doc),*).trim()))
                    .enum_values(Some([$($text,)+]))
                    .into()
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::ToSchema for $name {}
    };
}
pub(crate) use text_enum;

text_enum! {
    /// What a user may do under `/operator`. Says nothing about any tenant.
    PlatformRole {
        /// No access to the operator portal.
        None = "none",
        /// May look.
        Viewer = "viewer",
        /// May change everything under operator.
        Admin = "admin",
    }
}

text_enum! {
    /// What a member may do in a tenant.
    Role {
        /// May look; never at a secret.
        Viewer = "viewer",
        /// May change everything but members and the tenant's settings.
        Editor = "editor",
        /// May do everything in the tenant.
        Owner = "owner",
    }
}

/// Which of the three portals (and API surfaces) is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Persona {
    /// Runs clusters, agents, tenants.
    Operator,
    /// Offers APIs.
    Provider,
    /// Uses APIs.
    Customer,
}
