//! What a form leaves for the page that follows it: a word of success, a secret that is shown once,
//! or what was typed and why it was refused. It lives in the visitor's session, sealed, and is gone
//! once a page has rendered it.

use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// Left by a form for the next page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flash {
    /// What was done.
    #[serde(default)]
    pub notice: Option<Notice>,
    /// A form that was refused.
    #[serde(default)]
    pub refused: Option<Refused>,
    /// Shown once, on the page that follows.
    #[serde(default)]
    pub secret: Option<Secret>,
}

/// What was done, as a code that the page words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the catalogue's `notice` group has the words")]
pub enum Notice {
    Created,
    Saved,
    Deleted,
    Revoked,
    Published,
    Withdrawing,
    SignedOut,
    SessionsEnded,
}

/// A secret to be shown once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Secret {
    /// What it is for: the page that made it looks for its own.
    pub purpose: String,
    /// The secret.
    pub value: String,
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Secret").field("purpose", &self.purpose).finish_non_exhaustive()
    }
}

/// A form that was refused, with what was typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// Path of the server function the form was sent to.
    pub action: String,
    /// Names and values as sent, without secrets. A name repeats for each ticked box.
    pub typed: Vec<(String, String)>,
    /// Why.
    pub error: AppError,
}

impl Refused {
    /// Fields whose values are never sent back.
    pub const SECRET_FIELDS: &[&str] = &["password", "current_password", "token"];
    /// What is kept of one form at most, in bytes.
    pub const MAX_TYPED: usize = 64 * 1024;

    /// Whether a field's value may be kept.
    pub fn keeps(field: &str) -> bool {
        !Self::SECRET_FIELDS.contains(&field)
    }
}

#[cfg(feature = "ssr")]
pub use jar::FlashJar;

#[cfg(feature = "ssr")]
mod jar {
    use std::sync::{Arc, Mutex, PoisonError};

    use super::{Flash, Notice, Refused, Secret};
    use crate::error::AppError;

    /// One request's flash. The transport loads what the session holds, provides the jar as context,
    /// and afterwards stores [`FlashJar::outgoing`] when [`FlashJar::is_changed`].
    #[derive(Debug, Clone, Default)]
    pub struct FlashJar(Arc<Mutex<State>>);

    #[derive(Debug, Default)]
    struct State {
        flash: Flash,
        changed: bool,
    }

    impl FlashJar {
        /// A jar with what the session holds.
        pub fn new(flash: Flash) -> Self {
            Self(Arc::new(Mutex::new(State { flash, changed: false })))
        }

        fn with<T>(&self, work: impl FnOnce(&mut State) -> T) -> T {
            work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
        }

        /// Takes everything, for rendering it.
        pub fn take(&self) -> Flash {
            self.with(|state| {
                state.changed |= state.flash != Flash::default();
                std::mem::take(&mut state.flash)
            })
        }

        /// Leaves a word of success.
        pub fn notice(&self, notice: Notice) {
            self.with(|state| {
                state.flash.notice = Some(notice);
                state.changed = true;
            });
        }

        /// Leaves a secret to be shown once.
        pub fn secret(&self, purpose: &str, value: String) {
            self.with(|state| {
                state.flash.secret = Some(Secret { purpose: purpose.to_owned(), value });
                state.changed = true;
            });
        }

        /// Leaves a refused form: `body` is what the browser sent (`application/x-www-form-urlencoded`).
        pub fn refuse(&self, action: &str, body: &[u8], error: AppError) {
            let pairs =
                url::form_urlencoded::parse(body).into_owned().filter(|(name, _)| Refused::keeps(name));
            let mut room = Refused::MAX_TYPED;
            let typed = pairs
                .take_while(|(name, value)| {
                    let fits = name.len() + value.len() <= room;
                    room = room.saturating_sub(name.len() + value.len());
                    fits
                })
                .collect();
            self.with(|state| {
                state.flash.refused = Some(Refused { action: action.to_owned(), typed, error });
                state.changed = true;
            });
        }

        /// Whether the session has to be written.
        pub fn is_changed(&self) -> bool {
            self.with(|state| state.changed)
        }

        /// What the session should hold now; `None` for nothing.
        pub fn outgoing(&self) -> Option<Flash> {
            self.with(|state| (state.flash != Flash::default()).then(|| state.flash.clone()))
        }
    }

    #[cfg(test)]
    mod tests {
        use domain::{Code, Error};

        use super::*;

        #[test]
        fn what_was_typed_is_kept_without_secrets() {
            let jar = FlashJar::default();
            let error = AppError { error: Error::field("name", Code::Required), request_id: "r".to_owned() };
            jar.refuse("/fn/login", b"email=ada%40example.com&password=hunter22&tag=a&tag=b", error);
            let refused = jar.take().refused.unwrap();
            let typed: Vec<_> = refused.typed.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
            assert_eq!(typed, [("email", "ada@example.com"), ("tag", "a"), ("tag", "b")]);
            assert_eq!((jar.is_changed(), jar.outgoing()), (true, None));
        }

        #[test]
        fn a_jar_nobody_touched_writes_nothing() {
            let jar = FlashJar::default();
            assert_eq!(jar.take(), Flash::default());
            assert!(!jar.is_changed());
        }
    }
}
