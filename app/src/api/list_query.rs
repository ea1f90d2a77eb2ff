//! Which part of a list is asked for, and what has to hold for its entries. It lives in the address:
//! `?search=…&status=…&labels=team%3Dedge&cursor=…`.

use serde::{Deserialize, Serialize};

/// A list's filters as texts; empty ones ask for nothing. A list looks at those it knows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    /// Part of a name or title.
    pub search: String,
    /// A status's text form.
    pub status: String,
    /// `key=value`, several separated by commas.
    pub labels: String,
    /// Id of a cluster.
    pub cluster: String,
    /// An environment's text form.
    pub environment: String,
    /// Where the page begins.
    pub cursor: String,
}

impl ListQuery {
    /// Names and values, as in the address, without the cursor.
    pub fn filters(&self) -> [(&'static str, &str); 5] {
        [
            ("search", &self.search),
            ("status", &self.status),
            ("labels", &self.labels),
            ("cluster", &self.cluster),
            ("environment", &self.environment),
        ]
    }

    /// Whether something is filtered out.
    pub fn is_filtered(&self) -> bool {
        self.filters().iter().any(|(_, value)| !value.is_empty())
    }
}

#[cfg(feature = "ssr")]
mod parse {
    use std::str::FromStr;

    use domain::{
        Error, Reason, Result,
        draft::Check,
        labels::{self, Labels},
        page::PageRequest,
    };

    use super::ListQuery;

    /// A filter's value, if there is one.
    ///
    /// # Errors
    /// [`Error::Invalid`] for what is none.
    fn value<T: FromStr<Err: Into<Reason>>>(field: &str, text: &str) -> Result<Option<T>> {
        let value = |text: &str| text.parse().map_err(|reason: T::Err| Error::field(field, reason));
        Some(text).filter(|text| !text.is_empty()).map(value).transpose()
    }

    impl ListQuery {
        pub(in crate::api) fn search(&self) -> Option<String> {
            Some(self.search.clone()).filter(|text| !text.trim().is_empty())
        }

        pub(in crate::api) fn status<T: FromStr<Err: Into<Reason>>>(&self) -> Result<Option<T>> {
            value("status", &self.status)
        }

        pub(in crate::api) fn environment<T: FromStr<Err: Into<Reason>>>(&self) -> Result<Option<T>> {
            value("environment", &self.environment)
        }

        /// An id that is none names no cluster: nothing is on it.
        pub(in crate::api) fn cluster<T: FromStr>(&self) -> Result<Option<T>> {
            let id = |text: &str| crate::server_context::id(text, "cluster");
            Some(self.cluster.as_str()).filter(|text| !text.is_empty()).map(id).transpose()
        }

        pub(in crate::api) fn labels(&self) -> Result<Labels> {
            let mut check = Check::new();
            let labels = labels::from_lines(&mut check, &self.labels.replace(',', "\n"));
            check.finish(|| Some(labels))
        }

        pub(in crate::api) fn page(&self) -> PageRequest {
            crate::server_context::after(self.cursor.clone())
        }
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use domain::product_publish::PublishStatus;

    use super::ListQuery;

    #[test]
    fn filters_are_read_or_refused() {
        let query = ListQuery {
            search: " ".to_owned(),
            status: "live".to_owned(),
            labels: "team=edge, tier=gold".to_owned(),
            ..ListQuery::default()
        };
        assert_eq!(query.search(), None);
        assert_eq!(query.status(), Ok(Some(PublishStatus::Live)));
        assert_eq!(query.labels().unwrap().len(), 2);
        assert!(query.is_filtered() && !ListQuery::default().is_filtered());
        let wrong = ListQuery {
            status: "alive".to_owned(),
            labels: "team".to_owned(),
            cluster: "x".to_owned(),
            ..ListQuery::default()
        };
        assert!(wrong.status::<PublishStatus>().is_err() && wrong.labels().is_err());
        assert!(wrong.cluster::<domain::id::ClusterId>().is_err());
    }
}
