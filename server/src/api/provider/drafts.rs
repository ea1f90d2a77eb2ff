//! The bodies of this surface, with the domain's rules and what version 1 had differently.

use domain::{Result, api_service::ApiServiceSpec, product_publish::ProductPublishSpec};

use crate::api::body::{Draft, Moved};

impl Draft for ApiServiceSpec {
    fn check(self) -> Result<()> {
        // Which addresses are allowed is the use case's to say: it knows the settings.
        self.validate(true).map(drop)
    }

    const MOVED: &'static [(&'static str, Moved)] = &[(
        "gateway_id",
        Moved::Away { from: "an API service", instead: "choose the gateway when publishing a product" },
    )];
}

impl Draft for ProductPublishSpec {
    fn check(self) -> Result<()> {
        self.validate().map(drop)
    }

    const MOVED: &'static [(&'static str, Moved)] =
        &[("cluster_id", Moved::NowRequired { instead: "name the cluster that the product goes to" })];
}
