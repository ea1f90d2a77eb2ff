//! Pages stay current: one `EventSource` per tab says where something changed, and resources that
//! depend on [`changes`] load again. An event's data is a topic, never content.

#[cfg(feature = "hydrate")]
mod browser;

use std::collections::BTreeMap;

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
    /// The session has ended: there is nothing to be heard until somebody signs in.
    SignedOut,
}

/// The tab's connection.
#[derive(Debug, Clone, Copy)]
pub struct Live {
    /// How the connection is.
    pub link: RwSignal<Link>,
    heard: RwSignal<Heard>,
}

/// How often each topic was heard. Counted, not only noted: two events that come one right after the
/// other are both seen by whoever looks afterwards.
#[derive(Debug, Clone, Default)]
struct Heard {
    /// Anything may have changed: the stream has begun, or was too slow.
    all: u32,
    topics: BTreeMap<String, u32>,
}

impl Heard {
    #[cfg_attr(not(any(feature = "hydrate", test)), expect(dead_code, reason = "only browsers hear"))]
    fn hear(&mut self, topic: String) {
        match topic.as_str() {
            "" => self.all += 1,
            _ => *self.topics.entry(topic).or_default() += 1,
        }
    }

    /// Rises whenever a topic is heard that begins with one of `wanted`.
    fn count(&self, wanted: &[String]) -> u32 {
        let matters = |topic: &String| wanted.iter().any(|w| topic.starts_with(w.as_str()));
        self.all + self.topics.iter().filter(|(topic, _)| matters(topic)).map(|(_, n)| n).sum::<u32>()
    }
}

/// Opens nothing yet; the first page that asks for [`changes`] does.
pub fn provide_live() {
    provide_context(Live { link: RwSignal::new(Link::Idle), heard: RwSignal::default() });
}

/// A number that rises whenever one of `topics` changes: make it part of a resource's source.
/// `stream` is where to listen, such as `/events/operator` or `/events/provider/acme`; a topic is the
/// beginning of what to listen for, such as `fleet`, `publish` or `publish pub_…`.
pub fn changes(stream: String, topics: Vec<String>) -> Memo<u32> {
    let live = expect_context::<Live>();
    listen(live, stream);
    Memo::new(move |_| live.heard.with(|heard| heard.count(&topics)))
}

#[cfg(not(feature = "hydrate"))]
fn listen(_: Live, _: String) {}

#[cfg(feature = "hydrate")]
fn listen(live: Live, stream: String) {
    Effect::new(move |_| browser::open(live, &stream));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_that_another_follows_is_not_lost() {
        let mut heard = Heard::default();
        let mine = ["publish pub_1".to_owned()];
        heard.hear("publish pub_1".to_owned());
        heard.hear("fleet ".to_owned());
        assert_eq!(heard.count(&mine), 1);
        heard.hear("fleet ".to_owned());
        assert_eq!(heard.count(&mine), 1, "others' events change nothing");
        heard.hear(String::new());
        assert_eq!((heard.count(&mine), heard.count(&["fleet".to_owned()])), (2, 3));
    }
}
