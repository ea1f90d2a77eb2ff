//! Words for the domain's enums, and the colours of statuses.

use domain::{
    agent::{AgentState, Presence},
    backend::BackendProtocol,
    cluster::{Capability, ClusterStatus},
    item::{ItemKind, Phase},
    plan::{Approval, PlanStatus, PriceInterval, QuotaPeriod},
    policy::{CountedPer, PolicyKind, RateUnit},
    product::ProductStatus,
    product_publish::{AuthMode, Environment, PublishStatus, Visibility},
    registration_token::RegistrationTokenState,
    role::Role,
    route::PathKind,
};
use leptos::prelude::*;

use crate::{
    components::{Badge, Tone},
    i18n::tr,
};

/// What has a word in the catalogue.
pub trait Words: Copy {
    /// In the visitor's language.
    fn words(self) -> &'static str;
}

/// A status: a word with a colour.
pub trait Status: Words {
    /// The colour's meaning.
    fn tone(self) -> Tone;

    /// The word in its colour.
    fn badge(self) -> impl IntoView {
        view! { <Badge tone=self.tone() text=self.words() /> }
    }
}

macro_rules! words {
    ($($type:ident in $group:ident { $($variant:ident = $key:ident,)+ })+) => {$(
        impl Words for $type {
            fn words(self) -> &'static str {
                match self { $(Self::$variant => tr!($group.$key),)+ }
            }
        }
    )+};
}

words! {
    AgentState in status { Pending = pending, Active = active, Revoked = revoked, }
    Approval in approval { Auto = auto, Manual = manual, }
    AuthMode in auth_mode { None = none, ApiKey = api_key, }
    BackendProtocol in protocol { Http = http, Https = https, H2c = h2c, Grpc = grpc, }
    Capability in capability { GlobalRateLimit = global_rate_limit, BackendApi = backend_api, }
    ClusterStatus in status { Active = active, Maintenance = maintenance, Retired = retired, }
    CountedPer in counted_per { Service = service, Client = client, }
    Environment in environment { Dev = dev, Staging = staging, Prod = prod, }
    ItemKind in item { Tenant = tenant, Gateway = gateway, Access = access, Deploy = deploy, }
    PathKind in path_kind { Exact = exact, Prefix = prefix, Regex = regex, }
    Phase in status { Applied = applied, Programmed = programmed, Degraded = degraded, Failed = failed, Removed = removed, }
    PlanStatus in status { Active = active, Retired = retired, }
    PolicyKind in policy_kind {
        Cors = cors, RateLimit = rate_limit, Retry = retry, Timeout = timeout, HeaderModifier = header_modifier,
        UrlRewrite = url_rewrite, Redirect = redirect,
    }
    Presence in status { Online = online, Stale = stale, Offline = offline, }
    PriceInterval in period { Month = month, Year = year, }
    ProductStatus in status { Draft = draft, Active = active, Archived = archived, }
    PublishStatus in status {
        Draft = draft, Publishing = publishing, Live = live, Degraded = degraded, Failed = failed,
        Withdrawing = withdrawing, Withdrawn = withdrawn,
    }
    QuotaPeriod in period { Day = day, Month = month, }
    RateUnit in period { Second = second, Minute = minute, Hour = hour, Day = day, }
    RegistrationTokenState in status { Pending = pending, Used = used, Expired = expired, Revoked = revoked, }
    Role in role { Viewer = viewer, Editor = editor, Owner = owner, }
    Visibility in visibility { Public = public, Private = private, }
}

impl Status for AgentState {
    fn tone(self) -> Tone {
        match self {
            Self::Active => Tone::Good,
            Self::Pending => Tone::Busy,
            Self::Revoked => Tone::Bad,
        }
    }
}

impl Status for ClusterStatus {
    fn tone(self) -> Tone {
        match self {
            Self::Active => Tone::Good,
            Self::Maintenance => Tone::Careful,
            Self::Retired => Tone::Quiet,
        }
    }
}

impl Status for Presence {
    fn tone(self) -> Tone {
        match self {
            Self::Online => Tone::Good,
            Self::Stale => Tone::Careful,
            Self::Offline => Tone::Quiet,
        }
    }
}

impl Status for PublishStatus {
    fn tone(self) -> Tone {
        match self {
            Self::Live => Tone::Good,
            Self::Publishing | Self::Withdrawing => Tone::Busy,
            Self::Degraded => Tone::Careful,
            Self::Failed => Tone::Bad,
            Self::Draft | Self::Withdrawn => Tone::Quiet,
        }
    }
}

impl Status for RegistrationTokenState {
    fn tone(self) -> Tone {
        match self {
            Self::Pending => Tone::Busy,
            Self::Used => Tone::Good,
            Self::Expired => Tone::Quiet,
            Self::Revoked => Tone::Bad,
        }
    }
}

impl Status for Phase {
    fn tone(self) -> Tone {
        match self {
            Self::Applied | Self::Programmed => Tone::Good,
            Self::Degraded => Tone::Careful,
            Self::Failed => Tone::Bad,
            Self::Removed => Tone::Quiet,
        }
    }
}

impl Status for ProductStatus {
    fn tone(self) -> Tone {
        match self {
            Self::Active => Tone::Good,
            Self::Draft | Self::Archived => Tone::Quiet,
        }
    }
}

impl Status for PlanStatus {
    fn tone(self) -> Tone {
        match self {
            Self::Active => Tone::Good,
            Self::Retired => Tone::Quiet,
        }
    }
}
