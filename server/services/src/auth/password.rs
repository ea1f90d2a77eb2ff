//! Passwords: argon2id, on threads of their own, as many at once as there are cores.

use std::{sync::LazyLock, time::Duration};

use argon2::{Argon2, PasswordHash, PasswordHasher as _, PasswordVerifier as _, password_hash::SaltString};
use domain::{Code, Error, Reason, Result};
use tokio::sync::Semaphore;

/// Fewest characters of a password.
const MIN: usize = 10;
/// Most bytes, so that nobody makes us hash megabytes.
const MAX: usize = 1024;
/// How long a hash waits for its turn.
const PATIENCE: Duration = Duration::from_secs(10);

/// What the password of somebody unknown is compared with, so that the answer takes as long.
static NOBODY: LazyLock<String> = LazyLock::new(|| hash("nobody", &[0; 16]).unwrap_or_default());

/// Refuses passwords that are guessed first.
pub(crate) fn check(password: &str, email: &str) -> std::result::Result<(), Reason> {
    let mut chars = password.chars();
    let first = chars.next();
    let one_character = first.is_some_and(|f| chars.all(|c| c == f));
    if password.is_empty() {
        return Err(Code::Required.into());
    }
    if password.len() > MAX {
        return Err(Reason::new(Code::TooLong).with("max", MAX));
    }
    let weak = password.chars().count() < MIN || one_character || password.eq_ignore_ascii_case(email);
    if weak { Err(Reason::new(Code::PasswordTooWeak).with("min", MIN)) } else { Ok(()) }
}

/// Whether the password is the hashed one; takes as long when there is no hash.
pub(super) async fn fits(turns: &Semaphore, hashed: Option<String>, password: String) -> Result<bool> {
    let work = move || {
        let known = hashed.is_some();
        let hashed = hashed.unwrap_or_else(|| NOBODY.clone());
        let Ok(parsed) = PasswordHash::new(&hashed) else { return Ok(false) };
        let fits =
            password.len() <= MAX && Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok();
        Ok(known && fits)
    };
    in_background(turns, work).await
}

/// Hashes a password.
pub(super) async fn hash_in_background(
    turns: &Semaphore,
    password: String,
    salt: [u8; 16],
) -> Result<String> {
    in_background(turns, move || hash(&password, &salt)).await
}

async fn in_background<T: Send + 'static>(
    turns: &Semaphore,
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    let busy = || Error::Unavailable(Code::Unavailable.into());
    let turn = tokio::time::timeout(PATIENCE, turns.acquire()).await.map_err(|_| busy())?;
    let _turn = turn.map_err(|_| busy())?;
    tokio::task::spawn_blocking(work).await.map_err(|_| Error::Internal)?
}

fn hash(password: &str, salt: &[u8; 16]) -> Result<String> {
    let salt = SaltString::encode_b64(salt);
    let hashed = salt.and_then(|salt| {
        Argon2::default().hash_password(password.as_bytes(), &salt).map(|hash| hash.to_string())
    });
    hashed.map_err(|error| {
        tracing::error!(%error, "a password cannot be hashed");
        Error::Internal
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weak_passwords_are_refused() {
        for weak in ["", "short", "aaaaaaaaaaaa", "Ada@Example.com"] {
            assert!(check(weak, "ada@example.com").is_err(), "{weak}");
        }
        assert_eq!(check("correct horse battery", "ada@example.com"), Ok(()));
    }

    #[tokio::test]
    async fn only_the_right_password_fits() {
        let turns = Semaphore::new(1);
        let hashed = hash_in_background(&turns, "correct horse".to_owned(), [7; 16]).await.unwrap();
        assert!(hashed.starts_with("$argon2id$"));
        assert!(fits(&turns, Some(hashed.clone()), "correct horse".to_owned()).await.unwrap());
        assert!(!fits(&turns, Some(hashed), "wrong horse".to_owned()).await.unwrap());
        assert!(!fits(&turns, None, "nobody".to_owned()).await.unwrap());
    }

    /// The only thread for such work is busy: whoever hashed on an async thread would be ready at once.
    #[test]
    fn hashing_leaves_the_async_threads_alone() {
        let runtime =
            tokio::runtime::Builder::new_current_thread().max_blocking_threads(1).enable_all().build();
        runtime.unwrap().block_on(async {
            let (release, released) = std::sync::mpsc::channel::<()>();
            let busy = tokio::task::spawn_blocking(move || released.recv());
            let turns = Semaphore::new(1);
            let mut work = std::pin::pin!(hash_in_background(&turns, "correct horse".to_owned(), [7; 16]));
            for _ in 0..100 {
                assert!(futures::poll!(work.as_mut()).is_pending());
                tokio::task::yield_now().await;
            }
            release.send(()).unwrap();
            busy.await.unwrap().unwrap();
            assert!(work.await.unwrap().starts_with("$argon2id$"));
        });
    }
}
