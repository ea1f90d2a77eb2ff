//! `imp-gateway openapi`: what `docs/openapi.json` is made from.

use anyhow::Result;

pub(super) fn run() -> Result<()> {
    println!("{}", crate::api::openapi().to_pretty_json()?);
    Ok(())
}
