//! What a form chooses from.

use serde::{Deserialize, Serialize};

/// One thing to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// Its id.
    pub id: String,
    /// For people.
    pub title: String,
}

impl Named {
    /// A thing to choose.
    pub fn new(id: impl ToString, title: impl Into<String>) -> Self {
        Self { id: id.to_string(), title: title.into() }
    }
}

/// All things to choose from, as far as a form can hold them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choices {
    /// By name. What is chosen already is always among them.
    pub all: Vec<Named>,
    /// Whether some are left out.
    pub cut: bool,
}
