//! The browser's entry: takes over the page the server has rendered.

use std::panic;

use leptos::{mount::hydrate_from_async, prelude::document, tachys::dom::body};
use wasm_bindgen::{JsCast as _, closure::Closure, prelude::wasm_bindgen};
use wasm_bindgen_futures::spawn_local;
use web_sys::Event;

/// Called once by the page's script.
#[wasm_bindgen]
pub fn hydrate() {
    panic::set_hook(Box::new(|panic| {
        console_error_panic_hook::hook(panic);
        leave_to_browser();
    }));
    spawn_local(async {
        // The page's own part of the program may have to be loaded first.
        hydrate_from_async(body(), app::App).await.forget();
        // For whoever drives a browser: from now on buttons answer without a new page.
        if let Some(root) = document().document_element() {
            let _ = root.set_attribute("data-hydrated", "");
        }
    });
}

/// From now on the page behaves as without scripts: links and forms are the browser's again, which works for
/// every page. A program that has panicked (because its part could not be loaded: the server has a newer one, or
/// is away) would still take clicks and do nothing with them.
fn leave_to_browser() {
    let stop = Closure::<dyn Fn(Event)>::new(|event: Event| event.stop_immediate_propagation());
    let listener = stop.as_ref().unchecked_ref();
    for kind in ["click", "submit", "popstate"] {
        // In the capturing phase at the window nothing is earlier.
        let _ = leptos::prelude::window().add_event_listener_with_callback_and_bool(kind, listener, true);
    }
    stop.forget();
    if let Some(root) = document().document_element() {
        let _ = root.remove_attribute("data-hydrated");
    }
}
