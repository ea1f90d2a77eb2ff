//! `demo.json`: what scripts need to know of the demo, and how its people sign in. It holds secrets,
//! so it is its owner's alone.

use std::{
    fs,
    io::{ErrorKind, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};
use domain::{
    access_token::AccessTokenSpec,
    id::{ClusterId, ProductPublishId},
    product_publish::ProductPublish,
};
use serde::{Deserialize, Serialize};
use services::{Mode, Services};

use super::{
    people::{Login, People, Person},
    world::World,
};

const NAME: &str = "demo.json";

#[derive(Serialize, Deserialize)]
pub(super) struct Note {
    url: String,
    operator_token: String,
    provider_token: String,
    customer_token: String,
    provider_tenant: String,
    customer_tenant: String,
    cluster_id: ClusterId,
    publish_id: ProductPublishId,
    manifests_dir: PathBuf,
    /// How people sign in, in the order operator, provider, customer.
    pub(super) logins: Vec<Login>,
}

impl Note {
    /// What an earlier run has left.
    pub(super) fn read(folder: &Path) -> Result<Option<Self>> {
        let file = folder.join(NAME);
        match fs::read_to_string(&file) {
            Ok(text) => {
                let broken = || format!("{} cannot be read: move {} away", file.display(), folder.display());
                serde_json::from_str(&text).map(Some).with_context(broken)
            }
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error).with_context(|| format!("cannot read {}", file.display())),
        }
    }

    /// What this run has made; tokens of an earlier one are kept while they work.
    pub(super) async fn new(
        services: &Services,
        earlier: Option<Self>,
        people: &People,
        world: &World,
        publish: &ProductPublish,
        url: &str,
        manifests: &Path,
    ) -> Result<Self> {
        let earlier = earlier.map(|e| [e.operator_token, e.provider_token, e.customer_token]);
        let [operator, provider, customer] = earlier.map_or([None, None, None], |tokens| tokens.map(Some));
        Ok(Self {
            url: url.to_owned(),
            operator_token: token(services, &people.operator, "operator", operator).await?,
            provider_token: token(services, &people.provider, "provider", provider).await?,
            customer_token: token(services, &people.customer, "customer", customer).await?,
            provider_tenant: people.provider.tenant_slug(),
            customer_tenant: people.customer.tenant_slug(),
            cluster_id: world.cluster,
            publish_id: publish.id,
            manifests_dir: manifests.to_owned(),
            logins: people.logins(),
        })
    }

    /// Keeps it for the next run, and for scripts that wait for it: whole or not at all.
    pub(super) fn write(&self, folder: &Path) -> Result<()> {
        let file = folder.join(NAME);
        let new = folder.join("demo.json.new");
        let written = (|| {
            let _ = fs::remove_file(&new);
            let mut f = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&new)?;
            serde_json::to_writer_pretty(&mut f, self)?;
            f.write_all(b"\n")?;
            fs::rename(&new, &file)
        })();
        written.with_context(|| format!("cannot write {}", file.display()))
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

/// A token with all its owner may do.
async fn token(
    services: &Services,
    person: &Person,
    persona: &str,
    earlier: Option<String>,
) -> Result<String> {
    if let Some(earlier) = earlier
        && services.access_token.authenticate(&earlier).await.is_ok()
    {
        return Ok(earlier);
    }
    let spec = AccessTokenSpec {
        name: format!("demo {persona}"),
        tenant: person.caller.tenant.as_ref().map(|tenant| tenant.slug.clone()),
        scopes: vec![format!("{persona}:read"), format!("{persona}:write")],
        expires_at: None,
    };
    let made = services.access_token.create(&person.caller, spec, Mode::Commit).await?;
    made.secret.context("an access token was made without its secret")
}
