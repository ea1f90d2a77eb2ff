//! People with accounts.

use domain::{
    labels::Labels,
    role::PlatformRole,
    user::{Locale, NewUserSpec, User, UserSpec},
};
use services::Mode;

use super::world::World;

/// Everybody's.
pub(crate) const PASSWORD: &str = "correct horse battery";

/// A draft with a password.
pub(crate) fn new_user(email: &str, platform_role: PlatformRole) -> NewUserSpec {
    let user = UserSpec {
        email: email.to_owned(),
        name: "Ada".to_owned(),
        platform_role,
        locale: Locale::En,
        labels: Labels::new(),
    };
    NewUserSpec { user, password: Some(PASSWORD.to_owned()) }
}

/// Somebody with a password.
pub(crate) async fn user(world: &World, email: &str, platform_role: PlatformRole) -> User {
    let draft = new_user(email, platform_role);
    world.services.user.create(&world.operator(), draft, Mode::Commit).await.unwrap()
}
