//! Pages stay current: one `EventSource` per tab says where something changed, and resources that
//! depend on [`changes`] load again. An event's data is a topic, never content.

use leptos::prelude::*;

/// Whether the tab hears of changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Link {
    /// Not asked for: the page does not change by itself, or scripts are off.
    #[default]
    Idle,
    /// Changes appear as they happen.
    Live,
    /// The connection is down and tried again.
    Reconnecting,
}

/// The tab's connection.
#[derive(Debug, Clone, Copy)]
pub struct Live {
    /// How the connection is.
    pub link: RwSignal<Link>,
    /// The newest topic; empty after a reconnect, when anything may have changed.
    topic: RwSignal<(u32, String)>,
}

/// Opens nothing yet; the first page that asks for [`changes`] does.
pub fn provide_live() {
    provide_context(Live { link: RwSignal::new(Link::Idle), topic: RwSignal::default() });
}

/// A number that rises whenever one of `topics` changes: make it part of a resource's source.
/// `stream` is where to listen, such as `/events/operator` or `/events/provider/acme`; a topic is the
/// beginning of what to listen for, such as `fleet`, `publish` or `publish pub_…`.
pub fn changes(stream: String, topics: Vec<String>) -> Memo<u32> {
    let live = expect_context::<Live>();
    listen(live, stream);
    Memo::new(move |seen: Option<&u32>| {
        let (count, newest) = live.topic.get();
        let matters = newest.is_empty() || topics.iter().any(|topic| newest.starts_with(topic));
        if matters { count } else { seen.copied().unwrap_or_default() }
    })
}

#[cfg(not(feature = "hydrate"))]
fn listen(_: Live, _: String) {}

#[cfg(feature = "hydrate")]
fn listen(live: Live, stream: String) {
    Effect::new(move |_| browser::open(live, &stream));
}

#[cfg(feature = "hydrate")]
mod browser {
    use std::{cell::RefCell, time::Duration};

    use leptos::prelude::*;
    use wasm_bindgen::{JsCast as _, closure::Closure};
    use web_sys::{EventSource, MessageEvent};

    use super::{Link, Live};

    /// After an answer that is no stream (a restart, an ended session) the browser gives up by
    /// itself; this long after, a new connection is tried.
    const RETRY: Duration = Duration::from_secs(3);

    struct Stream {
        address: String,
        source: EventSource,
        _heard: [Closure<dyn FnMut(MessageEvent)>; 3],
    }

    thread_local! {
        // One per tab: browsers allow six connections to a server in all.
        static STREAM: RefCell<Option<Stream>> = const { RefCell::new(None) };
    }

    pub(super) fn open(live: Live, address: &str) {
        STREAM.with_borrow_mut(|stream| {
            if stream.as_ref().is_some_and(|s| s.address == address) {
                return;
            }
            if let Some(old) = stream.take() {
                old.source.close();
            }
            let Ok(source) = EventSource::new(address) else { return };
            let heard = [opened(live), failed(live, address.to_owned()), changed(live)];
            source.set_onopen(Some(heard[0].as_ref().unchecked_ref()));
            source.set_onerror(Some(heard[1].as_ref().unchecked_ref()));
            source.set_onmessage(Some(heard[2].as_ref().unchecked_ref()));
            *stream = Some(Stream { address: address.to_owned(), source, _heard: heard });
        });
    }

    fn opened(live: Live) -> Closure<dyn FnMut(MessageEvent)> {
        Closure::new(move |_| {
            // The stream begins by saying that anything may have changed.
            live.link.set(Link::Live);
        })
    }

    fn failed(live: Live, address: String) -> Closure<dyn FnMut(MessageEvent)> {
        Closure::new(move |_| {
            live.link.set(Link::Reconnecting);
            let gave_up = STREAM.with_borrow(|stream| {
                stream.as_ref().is_some_and(|s| s.source.ready_state() == EventSource::CLOSED)
            });
            if gave_up {
                let address = address.clone();
                set_timeout(
                    move || {
                        // Not `take`: this closure belongs to the stream it would drop.
                        let old = STREAM.with_borrow_mut(Option::take);
                        open(live, &address);
                        drop(old);
                    },
                    RETRY,
                );
            }
        })
    }

    fn changed(live: Live) -> Closure<dyn FnMut(MessageEvent)> {
        Closure::new(move |event: MessageEvent| {
            let heard = read(&event.data().as_string().unwrap_or_default());
            live.topic.update(|(count, topic)| {
                *count += 1;
                *topic = heard;
            });
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
}
