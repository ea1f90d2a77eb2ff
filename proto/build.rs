//! Compiles the protocol without a system protoc.

use std::{env, fs, path::Path};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo:rerun-if-changed=proto");
    let descriptors = protox::compile(["imp/agent/v1/agent.proto"], ["proto"])?;
    // By name, so that a test can go through all of them.
    let services = descriptors.file.iter().flat_map(|file| &file.service);
    let methods: Vec<&str> = services.flat_map(|service| &service.method).map(|m| m.name()).collect();
    fs::write(Path::new(&env::var("OUT_DIR")?).join("methods.rs"), format!("&{methods:?}"))?;
    // A method named `Connect` would collide with the transport constructor of the same name.
    tonic_prost_build::configure().build_transport(false).compile_fds(descriptors)?;
    Ok(())
}
