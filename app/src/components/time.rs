//! Moments as people say them, with the exact UTC time on hover.

use chrono::SecondsFormat;
use domain::Timestamp;
use leptos::prelude::*;

use crate::{i18n::tr, session};

/// How long ago (or how soon) something is, kept current while the page is open.
#[component]
pub fn When(at: Timestamp) -> impl IntoView {
    let exact = at.to_rfc3339_opts(SecondsFormat::Secs, true);
    let title = at.format("%Y-%m-%d %H:%M:%S UTC").to_string();
    let now = ticking();
    view! { <time datetime=exact title=title>{move || relative((at - now.get()).num_seconds())}</time> }
}

/// Now: at first the moment of rendering, so that server and browser agree; then each half minute.
fn ticking() -> ReadSignal<Timestamp> {
    let (now, set_now) = signal(session::rendered_at());
    #[cfg(feature = "hydrate")]
    Effect::new(move |_| {
        let read = move || {
            let millis = js_sys::Date::now() as i64;
            if let Some(at) = chrono::DateTime::from_timestamp_millis(millis) {
                set_now.set(at);
            }
        };
        read();
        let every = std::time::Duration::from_secs(30);
        if let Ok(timer) = set_interval_with_handle(read, every) {
            on_cleanup(move || timer.clear());
        }
    });
    #[cfg(not(feature = "hydrate"))]
    let _ = set_now;
    now
}

/// `seconds` from now in words; negative ones are past.
fn relative(seconds: i64) -> String {
    let past = seconds <= 0;
    let n = seconds.unsigned_abs();
    match (n, past) {
        (0..10, _) => tr!(time.now).to_owned(),
        (10..60, true) => tr!(time.seconds_ago, n = n),
        (60..3_600, true) => tr!(time.minutes_ago, n = n / 60),
        (3_600..86_400, true) => tr!(time.hours_ago, n = n / 3_600),
        (_, true) => tr!(time.days_ago, n = n / 86_400),
        // To the nearest: a token for 90 days that was made a second ago has 90 days.
        (10..60, false) => tr!(time.in_seconds, n = n),
        (60..3_570, false) => tr!(time.in_minutes, n = (n + 30) / 60),
        (3_570..84_600, false) => tr!(time.in_hours, n = (n + 1_800) / 3_600),
        (_, false) => tr!(time.in_days, n = (n + 43_200) / 86_400),
    }
}
