//! What runs beside requests. To add one: a file with a loop that ends with the token, and a line in
//! [`start`].

mod presence;
mod sweep;

use services::Services;
use tokio_util::sync::CancellationToken;

/// Starts every background loop.
pub(crate) fn start(services: &Services, shutdown: &CancellationToken) {
    tokio::spawn(presence::run(services.clone(), shutdown.clone()));
    tokio::spawn(sweep::run(services.clone(), shutdown.clone()));
}
