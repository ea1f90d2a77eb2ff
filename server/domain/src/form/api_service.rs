//! The form of an API service's own fields; its parts have forms of their own.

use serde::{Deserialize, Serialize};

use crate::{api_service::ApiServiceSpec, draft::Check, error::Result, labels};

/// As sent by the browser.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the fields of ApiServiceSpec as texts")]
pub struct ApiServiceForm {
    pub name: String,
    pub title: String,
    pub api_version: String,
    pub description: String,
    pub labels: String,
}

impl ApiServiceForm {
    /// What is stored, for editing.
    pub fn of(spec: &ApiServiceSpec) -> Self {
        Self {
            name: spec.name.clone(),
            title: spec.title.clone(),
            api_version: spec.api_version.clone(),
            description: spec.description.clone(),
            labels: labels::to_lines(&spec.labels),
        }
    }

    /// Puts the fields into a spec, whose parts stay.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`].
    pub fn apply(self, spec: &mut ApiServiceSpec) -> Result<()> {
        let mut check = Check::new();
        spec.labels = labels::from_lines(&mut check, &self.labels);
        spec.name = self.name.trim().to_owned();
        spec.title = self.title;
        spec.api_version = self.api_version;
        spec.description = self.description;
        check.finish(|| Some(()))
    }
}
