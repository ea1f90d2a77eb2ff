//! Pages about the visitor: signing in, first steps, their own account.

pub mod login;
