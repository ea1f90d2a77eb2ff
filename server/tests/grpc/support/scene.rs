//! A provider with an offer, a cluster, and a registration token: what every journey starts from.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use domain::{
    cluster::Cluster,
    id::ProductPublishId,
    product_publish::{ProductPublish, PublishDetail, PublishStatus},
    registration_token::RegistrationTokenSpec,
};
use services::{Bus, Clock, Ctx, Db, Keys, Mode, settings::Settings};

use super::{
    offer::{self, Offer},
    test_db::TestDb,
    until,
    world::World,
};

pub(crate) struct Scene {
    pub(crate) world: World,
    pub(crate) offer: Offer,
    pub(crate) cluster: Cluster,
    /// What a server needs to work on the same data.
    pub(crate) database: String,
    pub(crate) keys: String,
    pub(crate) bus: Bus,
    folders: tempfile::TempDir,
}

impl Scene {
    pub(crate) async fn new(database: TestDb) -> Self {
        let (clock, bus, url) = (Clock::system(), Bus::new(), database.url.clone());
        let keys = Keys::generate(&clock);
        let db = Db::connect(&url, 10).await.unwrap();
        let ctx = Ctx::new(db, clock, bus.clone(), Keys::parse(&keys).unwrap(), Settings::default());
        let world = World::over(ctx, database);
        let offer = Offer::new(&world, "acme").await;
        let cluster = offer::cluster(&world, "eu").await;
        Self { world, offer, cluster, database: url, keys, bus, folders: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folders.path()
    }

    pub(crate) fn manifests(&self) -> PathBuf {
        self.folder().join("manifests")
    }

    pub(crate) async fn token(&self, cluster: &Cluster, agent_name: &str) -> String {
        let spec = RegistrationTokenSpec { agent_name: agent_name.to_owned(), lifetime_minutes: None };
        let tokens = &self.world.services.registration_token;
        tokens
            .create(&self.world.operator(), cluster.id, spec, services::Mode::Commit)
            .await
            .unwrap()
            .secret
            .unwrap()
    }

    pub(crate) async fn publish(&self, hostname: &str) -> ProductPublish {
        self.offer.published(&self.world, &self.cluster, hostname).await
    }

    pub(crate) async fn withdraw(&self, id: ProductPublishId) {
        let publishes = &self.world.services.product_publish;
        publishes.withdraw(&self.offer.editor, id, None, Mode::Commit).await.unwrap();
    }

    pub(crate) async fn detail(&self, id: ProductPublishId) -> PublishDetail {
        self.world.services.product_publish.detail(&self.offer.editor, id).await.unwrap()
    }

    pub(crate) async fn reaches(&self, id: ProductPublishId, status: PublishStatus) -> PublishDetail {
        until(&format!("the publish is {status}"), async || {
            let detail = self.detail(id).await;
            (detail.publish.status == status).then_some(detail)
        })
        .await
    }

    /// Every folder of an item, with the generation and hash its inventory names.
    pub(crate) fn inventory(&self) -> BTreeMap<String, (i64, String)> {
        let mut found = BTreeMap::new();
        for kind in ["tenant", "gateway", "access", "deploy"] {
            let Ok(folders) = std::fs::read_dir(self.manifests().join(kind)) else { continue };
            for folder in folders.flatten() {
                let name = format!("{kind}/{}", folder.file_name().to_string_lossy());
                let inventory = std::fs::read(folder.path().join(".imp-inventory")).unwrap_or_default();
                let inventory: serde_json::Value = serde_json::from_slice(&inventory).unwrap_or_default();
                let generation = inventory["version"]["generation"].as_i64().unwrap_or_default();
                let hash = inventory["content"]["present"].as_str().unwrap_or_default().to_owned();
                found.insert(name, (generation, hash));
            }
        }
        found
    }

    /// At rest, the server, the inventory and the files say the same.
    pub(crate) async fn assert_at_rest(&self, id: ProductPublishId) {
        let detail = self.detail(id).await;
        let wanted: BTreeMap<_, _> = detail
            .items
            .iter()
            .map(|item| {
                let name = format!("{}/{}", item.key.kind, item.key.subject);
                (name, (item.generation, item.hash.clone().unwrap_or_default()))
            })
            .collect();
        assert_eq!(self.inventory(), wanted, "the directory differs from what is wanted");
        assert!(detail.items.iter().all(|item| item.up_to_date), "{:#?}", detail.items);
    }
}
