//! The JSON API with the tokens of `demo.json`.

use reqwest::{Method, RequestBuilder};
use serde_json::Value;

use super::Note;

pub(crate) struct Api {
    client: reqwest::Client,
    note: Note,
}

impl Api {
    pub(crate) fn new(note: &Note) -> Self {
        Self { client: reqwest::Client::new(), note: note.clone() }
    }

    /// Somebody's own view of who they are.
    pub(crate) async fn me(&self, token: &str) -> Value {
        answer(self.client.get(format!("{}/v1/me", self.note.url)).bearer_auth(token)).await
    }

    pub(crate) async fn publish(&self) -> Value {
        let path = format!("/v1/provider/product-publishes/{}", self.note.publish_id);
        let request = self.client.get(format!("{}{path}", self.note.url));
        answer(request.bearer_auth(&self.note.provider_token).header("x-tenant-slug", "acme")).await
    }

    /// Ids of the cluster's agents that are not revoked.
    pub(crate) async fn agents(&self) -> Vec<String> {
        let agents = self.of_cluster("agents").await;
        let live = agents.iter().filter(|agent| agent["state"] != "revoked");
        live.map(|agent| agent["id"].as_str().unwrap().to_owned()).collect()
    }

    /// How many registration tokens could still be used.
    pub(crate) async fn unused_tokens(&self) -> usize {
        let tokens = self.of_cluster("registration-tokens").await;
        tokens.iter().filter(|token| token["state"] == "pending").count()
    }

    pub(crate) async fn revoke(&self, agent: &str) {
        let path = format!("/v1/operator/agents/{agent}/revoke");
        let answer = self.operator(Method::POST, &path).send().await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.status());
    }

    async fn of_cluster(&self, what: &str) -> Vec<Value> {
        let path = format!("/v1/operator/clusters/{}/{what}", self.note.cluster_id);
        answer(self.operator(Method::GET, &path)).await["items"].as_array().unwrap().clone()
    }

    fn operator(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.client.request(method, format!("{}{path}", self.note.url));
        request.bearer_auth(&self.note.operator_token)
    }
}

async fn answer(request: RequestBuilder) -> Value {
    let answer = request.send().await.unwrap();
    let status = answer.status();
    let body = answer.text().await.unwrap();
    assert!(status.is_success(), "{status}: {body}");
    serde_json::from_str(&body).unwrap()
}
