//! The `EventSource` itself: opened, lost, tried again.

use std::{
    cell::{Cell, RefCell},
    time::Duration,
};

use domain::Error;
use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::{JsCast as _, closure::Closure};
use web_sys::{EventSource, MessageEvent};

use super::{Link, Live};
use crate::api::session::check_session;

/// After an answer that is no stream (a restart, an ended session) the browser gives up by itself. The
/// first new try comes about this long after; each further one waits twice as long.
const FIRST_RETRY: Duration = Duration::from_secs(1);
/// The longest wait between two tries.
const LAST_RETRY: Duration = Duration::from_secs(30);

struct Stream {
    address: String,
    source: EventSource,
    /// Tries since it was last open.
    tries: u32,
    _heard: [Closure<dyn FnMut(MessageEvent)>; 3],
}

thread_local! {
    // One per tab: browsers allow six connections to a server in all.
    static STREAM: RefCell<Option<Stream>> = const { RefCell::new(None) };
    /// Whether a form is on its way, once somebody listens for that.
    static SENDING: Cell<Option<bool>> = const { Cell::new(None) };
}

/// A new page comes within this time after a form was sent, or this one goes on.
const SENDING_TAKES: Duration = Duration::from_secs(10);

/// Listens at `address`; what was listened to before is closed.
pub(super) fn open(live: Live, address: &str) {
    let same = STREAM.with_borrow(|stream| stream.as_ref().is_some_and(|s| s.address == address));
    if !same {
        connect(live, address, 0);
    }
    if SENDING.get().is_none() {
        SENDING.set(Some(false));
        hold_while_sending(live);
    }
}

/// What a form changes is heard here before the page comes that answers it. This page is not brought up to date
/// any more: it would ask for what has just been deleted.
fn hold_while_sending(live: Live) {
    let _ = window_event_listener_untyped("submit", move |_| {
        SENDING.set(Some(true));
        let go_on = move || {
            SENDING.set(Some(false));
            live.heard.update(|heard| heard.hear(String::new()));
        };
        set_timeout(go_on, SENDING_TAKES);
    });
}

fn connect(live: Live, address: &str, tries: u32) {
    let Ok(source) = EventSource::new(address) else { return };
    let heard = [opened(live), failed(live, address.to_owned()), changed(live)];
    source.set_onopen(Some(heard[0].as_ref().unchecked_ref()));
    source.set_onerror(Some(heard[1].as_ref().unchecked_ref()));
    source.set_onmessage(Some(heard[2].as_ref().unchecked_ref()));
    let stream = Stream { address: address.to_owned(), source, tries, _heard: heard };
    if let Some(old) = STREAM.with_borrow_mut(|now| now.replace(stream)) {
        old.source.close();
    }
}

fn opened(live: Live) -> Closure<dyn FnMut(MessageEvent)> {
    Closure::new(move |_| {
        STREAM.with_borrow_mut(|stream| stream.iter_mut().for_each(|s| s.tries = 0));
        // The stream begins by saying that anything may have changed.
        live.link.set(Link::Live);
    })
}

fn failed(live: Live, address: String) -> Closure<dyn FnMut(MessageEvent)> {
    Closure::new(move |_| {
        let given_up = STREAM.with_borrow(|stream| {
            let mine = stream.as_ref().filter(|s| s.address == address)?;
            Some((mine.source.ready_state() == EventSource::CLOSED).then_some(mine.tries))
        });
        // A stream that was left behind has nothing to say any more.
        let Some(given_up) = given_up else { return };
        live.link.set(Link::Reconnecting);
        if let Some(tries) = given_up {
            let address = address.clone();
            set_timeout(move || try_again(live, address, tries), wait(tries));
        }
    })
}

/// Connects again, unless the visitor has gone to another portal meanwhile or has nobody's session.
fn try_again(live: Live, address: String, tries: u32) {
    let is_wanted = {
        let address = address.clone();
        move || {
            STREAM.with_borrow(|stream| {
                let mine = stream.as_ref().filter(|s| s.address == address);
                mine.is_some_and(|s| s.source.ready_state() == EventSource::CLOSED)
            })
        }
    };
    if !is_wanted() {
        return;
    }
    spawn_local(async move {
        let session = check_session().await;
        if !is_wanted() {
            return;
        }
        match session.map_err(|e| e.error) {
            Err(Error::Unauthenticated(_)) => live.link.set(Link::SignedOut),
            _ => connect(live, &address, tries + 1),
        }
    });
}

/// Doubles with each try up to a bound. Half of it is left to chance, so that the tabs of a restarted
/// server do not come back at one instant.
fn wait(tries: u32) -> Duration {
    let whole = FIRST_RETRY.saturating_mul(2_u32.saturating_pow(tries)).min(LAST_RETRY);
    whole.mul_f64(0.5 + js_sys::Math::random() / 2.0)
}

fn changed(live: Live) -> Closure<dyn FnMut(MessageEvent)> {
    Closure::new(move |event: MessageEvent| {
        if SENDING.get() == Some(true) {
            return;
        }
        let topic = read(&event.data().as_string().unwrap_or_default());
        live.heard.update(|heard| heard.hear(topic));
    })
}

/// `{"topic":"publish","id":"pub_…"}` as `publish pub_…`; empty where anything may have changed.
fn read(data: &str) -> String {
    #[derive(Default, serde::Deserialize)]
    struct News {
        topic: String,
        #[serde(default)]
        id: String,
    }
    let News { topic, id } = serde_json::from_str(data).unwrap_or_default();
    if topic == "all" { String::new() } else { format!("{topic} {id}") }
}
