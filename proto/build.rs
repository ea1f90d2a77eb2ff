//! Compiles the protocol without a system protoc.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo:rerun-if-changed=proto");
    let descriptors = protox::compile(["imp/agent/v1/agent.proto"], ["proto"])?;
    // A method named `Connect` would collide with the transport constructor of the same name.
    tonic_prost_build::configure().build_transport(false).compile_fds(descriptors)?;
    Ok(())
}
