//! `/v1/provider`: one file per noun.

mod drafts;
