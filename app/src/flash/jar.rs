//! The flash of one request, and what the next one will find.

use std::sync::{Arc, Mutex, PoisonError};

use domain::{Error, id::UserId};

use super::{Flash, Kept, Notice, Refused, Secret};
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

    /// Takes everything, for rendering it. A form that waits for its sender goes to them alone;
    /// where nobody is signed in, it stays and the page learns that the session has ended.
    pub fn take(&self, visitor: Option<UserId>) -> Flash {
        self.with(|state| {
            let mut flash = std::mem::take(&mut state.flash);
            let kept = flash.kept.take();
            state.changed |= flash != Flash::default();
            match (kept, visitor) {
                (Some(kept), None) => {
                    flash.notice = flash.notice.or(Some(Notice::SessionEnded));
                    state.flash.kept = Some(kept);
                }
                (Some(kept), Some(visitor)) => {
                    state.changed = true;
                    if kept.whose == visitor {
                        flash.refused = Some(kept.refused);
                    }
                }
                (None, _) => {}
            }
            flash
        })
    }

    /// Somebody has signed in: what waits for another is forgotten, what waits for them is written
    /// into their new session.
    pub fn signed_in(&self, user: UserId) {
        self.with(|state| {
            state.flash.kept = state.flash.kept.take().filter(|kept| kept.whose == user);
            state.changed = true;
        });
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
        let pairs = url::form_urlencoded::parse(body).into_owned().filter(|(name, _)| Refused::keeps(name));
        let mut room = Refused::MAX_TYPED;
        let typed = pairs
            .take_while(|(name, value)| {
                let fits = name.len() + value.len() <= room;
                room = room.saturating_sub(name.len() + value.len());
                fits
            })
            .collect();
        let whose = url::form_urlencoded::parse(body).find(|(name, _)| name == Refused::WHOSE);
        let whose = whose.and_then(|(_, id)| id.parse().ok());
        let signed_out = matches!(error.error, Error::Unauthenticated(_));
        let refused = Refused { action: action.to_owned(), typed, error };
        self.with(|state| {
            match whose.filter(|_| signed_out) {
                Some(whose) => state.flash.kept = Some(Kept { whose, refused }),
                None => state.flash.refused = Some(refused),
            }
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
        let refused = jar.take(None).refused.unwrap();
        let typed: Vec<_> = refused.typed.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        assert_eq!(typed, [("email", "ada@example.com"), ("tag", "a"), ("tag", "b")]);
        assert_eq!((jar.is_changed(), jar.outgoing()), (true, None));
    }

    #[test]
    fn a_jar_nobody_touched_writes_nothing() {
        let jar = FlashJar::default();
        assert_eq!(jar.take(None), Flash::default());
        assert!(!jar.is_changed());
    }

    #[test]
    fn a_form_waits_for_the_one_who_filled_it_in() {
        let (ada, bob): (UserId, UserId) = (
            "usr_0198f0c17c3a7d10b2a4c5d6e7f80901".parse().unwrap(),
            "usr_0198f0c17c3a7d10b2a4c5d6e7f80902".parse().unwrap(),
        );
        let left = || {
            let error = Error::Unauthenticated(Code::Unauthenticated.into());
            let jar = FlashJar::default();
            let body = format!("_whose={ada}&title=Orders");
            jar.refuse("/fn/x", body.as_bytes(), AppError { error, request_id: String::new() });
            let login = jar.take(None);
            assert_eq!((login.refused, login.notice), (None, Some(Notice::SessionEnded)));
            FlashJar::new(jar.outgoing().unwrap())
        };
        let jar = left();
        jar.signed_in(ada);
        let typed = jar.take(Some(ada)).refused.unwrap().typed;
        assert_eq!(typed, [("title".to_owned(), "Orders".to_owned())]);
        assert_eq!(jar.outgoing(), None);
        let jar = left();
        jar.signed_in(bob);
        assert_eq!((jar.outgoing(), jar.take(Some(bob)).refused), (None, None));
    }
}
