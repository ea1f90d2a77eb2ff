//! The browser's entry: takes over the page the server has rendered.

use leptos::{mount::hydrate_from_async, prelude::document, tachys::dom::body};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::spawn_local;

/// Called once by the page's script.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    spawn_local(async {
        // The page's own part of the program may have to be loaded first.
        hydrate_from_async(body(), app::App).await.forget();
        // For whoever drives a browser: from now on buttons answer without a new page.
        if let Some(root) = document().document_element() {
            let _ = root.set_attribute("data-hydrated", "");
        }
    });
}
