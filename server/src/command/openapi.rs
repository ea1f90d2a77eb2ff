//! `imp-gateway openapi`: what `docs/openapi.json` is made from.

use std::io::Write as _;

use anyhow::{Context as _, Result};

pub(super) fn run() -> Result<()> {
    let document = crate::api::openapi().to_pretty_json()?;
    writeln!(std::io::stdout(), "{document}").context("cannot print the document")
}
