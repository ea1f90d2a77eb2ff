//! Pages about the visitor: signing in, first steps, their own account.

pub mod home;
pub mod login;
mod password;
pub mod profile;
mod sessions;
pub mod setup;
mod tokens;
