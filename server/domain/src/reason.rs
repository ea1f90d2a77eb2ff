//! Why something was refused, as a stable code with parameters.
//!
//! The JSON API words a reason in English with [`Reason::message`]; the portals word it from their
//! message catalogue by code. To add one: one line in the list, one line in each catalogue.

use std::{borrow::Cow, fmt};

use serde::{Deserialize, Serialize};

macro_rules! codes {
    ($($variant:ident = $code:literal, $english:literal;)+) => {
        /// A stable, machine-readable cause. Its text form never changes once released.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum Code { $(#[serde(rename = $code)] $variant,)+ }

        impl Code {
            /// Every code, for tests that compare this list with a catalogue.
            pub const ALL: &'static [Code] = &[$(Code::$variant,)+];
            /// The text form, as in problem documents.
            pub const fn as_str(self) -> &'static str { match self { $(Code::$variant => $code,)+ } }
            /// The English sentence with `{name}` where a parameter goes.
            pub const fn english(self) -> &'static str { match self { $(Code::$variant => $english,)+ } }
        }
    };
}

codes! {
    // One field.
    Required = "required", "This is required.";
    TooShort = "too_short", "Use at least {min} characters.";
    TooLong = "too_long", "Use at most {max} characters.";
    TooMany = "too_many", "At most {max} are allowed.";
    TooFew = "too_few", "At least {min} is needed.";
    NotANumber = "not_a_number", "Enter a whole number.";
    OutOfRange = "out_of_range", "Enter a number from {min} to {max}.";
    NotALabel = "not_a_label", "Use 2 to 40 lower-case letters, digits and hyphens, starting and ending with a letter or a digit.";
    NotAnObjectName = "not_an_object_name", "Use lower-case letters, digits, hyphens and dots, as Kubernetes names its objects.";
    NotAnId = "not_an_id", "An id of the form {prefix}_… is expected.";
    NotAnEmail = "not_an_email", "Enter an e-mail address such as ada@example.com.";
    NotAUrl = "not_a_url", "Enter an absolute http or https URL.";
    NotAHostname = "not_a_hostname", "Enter a DNS name such as api.example.com.";
    NotAnAddress = "not_an_address", "Enter a DNS name or an IP address.";
    ForbiddenAddress = "forbidden_address", "{host} is not allowed as a backend: loopback, link-local, metadata and cluster API addresses are refused unless an operator allows them.";
    NotAPath = "not_a_path", "A path starts with / and has no spaces, ? or #.";
    NotAPathRegex = "not_a_path_regex", "Every alternative of the expression has to begin with /.";
    NotARegex = "not_a_regex", "This is not a valid regular expression: {detail}.";
    NotAHeaderName = "not_a_header_name", "{name} is not a valid header name.";
    NotAHeaderValue = "not_a_header_value", "A header value has up to 4096 visible ASCII characters with single spaces between them.";
    ControlCharacter = "control_character", "Control characters are not allowed here.";
    NotAHeaderLine = "not_a_header_line", "Write each header as name: value; this is not: {line}";
    NotAMatchLine = "not_a_match_line", "Write each as name=value, or name~expression; this is not: {line}";
    NotADate = "not_a_date", "Enter a date such as 2027-01-31.";
    NotInFuture = "not_in_future", "Choose a time in the future.";
    NotAnOption = "not_an_option", "{value} is not one of: {options}.";
    NotACertificate = "not_a_certificate", "Paste a PEM certificate, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----.";
    CertificateWithoutTls = "certificate_without_tls", "A listener in clear has no certificate. Choose https, or leave it out.";
    WrongType = "wrong_type", "{detail}.";
    UnknownField = "unknown_field", "The field {name} does not exist here.";
    UnknownParameter = "unknown_parameter", "The query parameter {name} does not exist here.";
    FieldMoved = "field_moved", "{name} is no longer part of {from}; {instead}.";
    NowRequired = "now_required", "{name} is required since version 2; {instead}.";
    Duplicate = "duplicate", "{value} is used twice.";
    UnknownReference = "unknown_reference", "There is no {noun} named {value}.";
    PasswordTooWeak = "password_too_weak", "Use at least {min} characters that are not your e-mail address or one repeated character.";
    Mismatch = "mismatch", "Type {expected} to confirm.";
    BadCursor = "bad_cursor", "This cursor is not valid; start again from the first page.";
    BadLabels = "bad_labels", "Labels are written as key=value, one per line; keys have at most 63 characters.";

    // Whole requests.
    Invalid = "invalid", "Some fields need your attention.";
    MalformedBody = "malformed_body", "The body is not valid JSON: {detail}.";
    IncompleteBody = "incomplete_body", "The body ended early or is not framed as HTTP asks for. Send it again.";
    UnsupportedMediaType = "unsupported_media_type", "Send the body as {expected}.";
    BodyTooLarge = "body_too_large", "The body is larger than {max} bytes.";
    MethodNotAllowed = "method_not_allowed", "This address does not answer {method}.";
    Timeout = "timeout", "This took too long. Try again.";
    Unauthenticated = "unauthenticated", "Sign in, or send a valid access token.";
    BadCredentials = "bad_credentials", "The e-mail address or the password is not right.";
    SessionEnded = "session_ended", "Your session has ended. Sign in again.";
    AccountDisabled = "account_disabled", "This account is disabled. Ask an operator.";
    CrossOrigin = "cross_origin", "This request came from another site and was refused.";
    Forbidden = "forbidden", "Your role does not allow this.";
    MissingScope = "missing_scope", "This access token lacks the scope {scope}.";
    TenantRequired = "tenant_required", "Name the tenant in the X-Tenant-Slug header.";
    NotFound = "not_found", "There is no such {noun}.";
    TooManyRequests = "too_many_requests", "Too many attempts. Try again in {seconds} seconds.";
    VersionRequired = "version_required", "Send If-Match with the ETag of the version you have seen.";
    VersionStale = "version_stale", "This was changed by someone else meanwhile. Load it again, then repeat your change.";
    Unavailable = "unavailable", "The service is not ready yet. Try again shortly.";
    Internal = "internal", "Something went wrong on our side. Quote the request id when you report it.";

    // Conflicts with what is stored.
    NameTaken = "name_taken", "{value} is already taken.";
    InUse = "in_use", "This is still used by {dependents}. Remove that first.";
    BadTransition = "bad_transition", "This is not possible while the {noun} is {state}.";
    LimitReached = "limit_reached", "This tenant may have at most {max} {noun}. Ask an operator for more.";
    RelatedChanged = "related_changed", "Something this belongs to, or something that uses it, has changed meanwhile. Load the page again, then repeat your change.";
    LastOwner = "last_owner", "A tenant needs at least one owner.";
    LastAdmin = "last_admin", "At least one active administrator has to remain.";
    AlreadyMember = "already_member", "This person is a member of the tenant already.";
    SetupDone = "setup_done", "The first operator exists already. Sign in instead.";
    SetupLinkInvalid = "setup_link_invalid", "This setup link is not valid. Use the link printed when the server started.";
    TokenUsed = "token_used", "This registration token was already used. Create a new one.";
    TokenExpired = "token_expired", "This registration token has expired. Create a new one.";
    TokenRevoked = "token_revoked", "This registration token was revoked. Create a new one.";
    TokenUnknown = "token_unknown", "This registration token is not known here.";
    StreamSuperseded = "stream_superseded", "A newer stream of this cluster has taken over.";
    ItemWaits = "item_waits", "This waits until what it needs is applied, or what needs it is removed. It is sent again then.";
    OtherAgentOnline = "other_agent_online", "The agent {agent} serves this cluster already. Stop it and wait until it is no longer online, or revoke it.";
    AgentAhead = "agent_ahead", "This agent has seen generation {agent} of the desired state, but the database knew only {server}: it was restored or has lost changes. Items left as the agent holds them: {items}. Publish or withdraw anew what is not up to date.";
    AgentHoldsUnknown = "agent_holds_unknown", "Items that this agent holds and this database does not know: {items}. They are left in place; remove them by hand if nobody needs them.";
    ClusterRetired = "cluster_retired", "The cluster {cluster} is retired and takes no new agents.";
    NoSharedProtocol = "no_shared_protocol", "The agent speaks protocol versions {agent}, which this server does not. Upgrade the agent.";
    AgentRevoked = "agent_revoked", "This agent was revoked. Register it again with a new token.";
    ClusterNotActive = "cluster_not_active", "The cluster {cluster} is {state} and takes no deployments.";
    ClusterNotAllowed = "cluster_not_allowed", "The cluster {cluster} does not allow the environment {environment}.";
    HostnameTaken = "hostname_taken", "{hostname}{path} is already claimed on this cluster by {publish}.";
    HostnameTakenByOther = "hostname_taken_by_other", "{hostname}{path} is already claimed on this cluster.";
    HostnameShadowed = "hostname_shadowed", "{hostname} and {other}, which {publish} has claimed, exclude each other on one gateway: requests for the exact name never reach what the wildcard serves.";
    HostnameNotAllowed = "hostname_not_allowed", "{hostname} is outside the hostname suffixes this tenant may use: {suffixes}.";
    CapabilityMissing = "capability_missing", "The policy {policy} needs {capability}, which the cluster {cluster} does not have.";
    BackendCapabilityMissing = "backend_capability_missing", "The backend {backend} needs {capability}, which the cluster {cluster} does not have.";
    PlanCapabilityMissing = "plan_capability_missing", "The limits of the plan {plan} need {capability}, which the cluster {cluster} does not have.";
    RouteHeadersTooMany = "route_headers_too_many", "Together with its policies, the route {route} changes more than {max} headers.";
    RouteTargetsTooMany = "route_targets_too_many", "The route {route} leads to more than {max} groups of addresses of equal weight.";
    RouteTie = "route_tie", "The routes {first} and {second} match the same requests.";
    RouteRegexTie = "route_regex_tie", "The expressions of the routes {first} and {second} are equally long and may match the same requests, so neither wins. Make one longer, or tell the routes apart by a header.";
    RoutePrecedence = "route_precedence", "Some requests match both routes {first} and {second}, and which one wins is not certain: one names methods, the other more headers or parameters. Let both name methods, or neither.";
    RouteProtocolsMixed = "route_protocols_mixed", "The route {route} leads to backends that speak HTTP/2 ({http2}) and to others that do not ({http1}). One route speaks one of the two.";
    RouteCorsDiffers = "route_cors_differs", "The routes {first} and {second} have the same path and different CORS policies, and a browser's preflight cannot be told apart. Give them one policy.";
    BackendNameTooShort = "backend_name_too_short", "The backend {backend} has the address {host}. Gateways in Kubernetes need a full name, such as {host}.shop.svc.cluster.local.";
    PlanRetired = "plan_retired", "The plan {plan} is retired and cannot be offered any more.";
    PlansNeedCallers = "plans_need_callers", "Plans need callers who prove who they are. Choose another way of authentication, or no plans.";
    ClusterNotRetired = "cluster_not_retired", "Only what is on a retired cluster can be forgotten. The cluster {cluster} is {state}; retire it first, or withdraw the publish.";
    FixedWhileOnCluster = "fixed_while_on_cluster", "The {noun} cannot change while the publish is on its cluster. Withdraw it first, or make another publish.";
    NothingToPublish = "nothing_to_publish", "Choose at least one API service that has a route.";
    PolicyClash = "policy_clash", "The policies {first} and {second} are of one kind and cover the same routes.";
    ListenerClash = "listener_clash", "The listeners {first} and {second} use the same port and hostname.";
    HostnameNotServed = "hostname_not_served", "No listener of the gateway {gateway} serves {hostname}.";
    RevisionElsewhere = "revision_elsewhere", "This revision was made for the cluster {cluster}: change the publish to that cluster first.";
    HostnameStillNeeded = "hostname_still_needed", "The gateway {gateway} was changed: no listener serves {hostname} any more, which {publish} needs. Add a listener for it, or withdraw that publish first.";

    // Nothing stands in the way, but it may surprise.
    LimitCountedApart = "limit_counted_apart", "Requests under the policy {policy} are counted {times} times apart, each with the whole limit: its routes have different retries, timeouts or limits.";
    PlanLimitsCountedApart = "plan_limits_counted_apart", "The limits of the plan {plan} are counted {times} times apart, each with the whole limit: routes with different retries, timeouts or limits do not share a count.";
}

// By hand: the derive does not see a rename that comes from a macro's parameter.
#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for Code {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .description(Some("A stable, machine-readable cause."))
            .enum_values(Some(Self::ALL.iter().map(|code| code.as_str())))
            .into()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for Code {}

/// A code with what belongs into its sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// The cause.
    pub code: Code,
    /// Parameter names and values, in the order they were given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub params: Vec<(Cow<'static, str>, String)>,
}

impl Reason {
    /// A reason without parameters.
    pub const fn new(code: Code) -> Self {
        Self { code, params: Vec::new() }
    }

    /// Adds one parameter.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.params.push((Cow::Borrowed(name), value.to_string()));
        self
    }

    /// The English sentence.
    pub fn message(&self) -> String {
        self.fill(self.code.english())
    }

    /// Puts the parameters into a sentence of any language.
    pub fn fill(&self, template: &str) -> String {
        self.params
            .iter()
            .fold(template.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
    }
}

impl From<Code> for Reason {
    fn from(code: Code) -> Self {
        Self::new(code)
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message())
    }
}
