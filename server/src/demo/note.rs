//! `demo.json`: what scripts need to know of the demo that runs. It holds secrets, so it is its owner's
//! alone, and it is there only once everything it says is true.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use domain::id::{ClusterId, ProductPublishId};
use serde::Serialize;

use super::{people::People, private_file, world::World};

const NAME: &str = "demo.json";

#[derive(Serialize)]
pub(super) struct Note<'a> {
    url: &'a str,
    operator_token: &'a str,
    provider_token: &'a str,
    customer_token: &'a str,
    provider_tenant: &'a str,
    customer_tenant: &'a str,
    cluster_id: ClusterId,
    publish_id: ProductPublishId,
    manifests_dir: PathBuf,
}

impl<'a> Note<'a> {
    pub(super) fn new(people: &'a People, world: &World, url: &'a str, manifests: &Path) -> Self {
        Self {
            url,
            operator_token: &people.operator.login.token,
            provider_token: &people.provider.login.token,
            customer_token: &people.customer.login.token,
            provider_tenant: people.provider.tenant_slug(),
            customer_tenant: people.customer.tenant_slug(),
            cluster_id: world.cluster,
            publish_id: world.publish,
            manifests_dir: manifests.to_owned(),
        }
    }

    /// That of an earlier run would be taken for this one's while it is not live yet.
    pub(super) fn remove(folder: &Path) -> Result<()> {
        let file = folder.join(NAME);
        private_file::remove(&file).with_context(|| format!("cannot remove {}", file.display()))
    }

    /// For scripts that wait for it.
    pub(super) fn write(&self, folder: &Path) -> Result<()> {
        private_file::write(&folder.join(NAME), self)
    }

    /// Says where everything is.
    pub(super) fn print(&self, people: &People, folder: &Path) {
        println!("\nImp-Gateway is live at {}\n", self.url);
        println!("  sign in as        e-mail address              password");
        for (title, person) in people.all() {
            println!("  {title:<17} {:<27} {}", person.login.email, person.login.password);
        }
        println!(
            "\n  publish           {}/provider/{}/publishes/{}",
            self.url, self.provider_tenant, self.publish_id
        );
        println!("  manifests         {}", self.manifests_dir.display());
        println!("  for scripts       {} (ids and access tokens)", folder.join(NAME).display());
        println!("\nCtrl-C stops it; the next run continues with the same data.");
    }
}
