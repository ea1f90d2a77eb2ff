//! Rendering, judged by the real CRD schemas.

mod harness;
mod support;
