//! `imp-gateway`: see [`server::command`].

use std::process::ExitCode;

use clap::Parser as _;
use server::command::Command;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    match Command::parse().run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // One line, with every cause.
            let line = format!("{error:#}").replace('\n', " ");
            eprintln!("imp-gateway: {line}");
            ExitCode::FAILURE
        }
    }
}
