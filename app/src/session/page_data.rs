//! The page's data, which the browser takes over from the server: inline scripts and the array that they
//! fill. A secret has no place there once it was read.

/// Removes what holds `secret`, after hydration.
#[cfg(not(feature = "hydrate"))]
pub(super) fn forget(_secret: String) {}

/// Removes what holds `secret`, after hydration.
#[cfg(feature = "hydrate")]
pub(super) fn forget(secret: String) {
    use leptos::prelude::Effect;
    Effect::new(move |_| {
        forget_scripts(&secret);
        forget_resources(&secret);
    });
}

#[cfg(feature = "hydrate")]
fn forget_scripts(secret: &str) {
    let Ok(scripts) = leptos::prelude::document().query_selector_all("script") else { return };
    for script in (0..scripts.length()).filter_map(|i| scripts.item(i)) {
        if script.text_content().is_some_and(|text| text.contains(secret)) {
            script.set_text_content(None);
        }
    }
}

#[cfg(feature = "hydrate")]
fn forget_resources(secret: &str) {
    use wasm_bindgen::{JsCast as _, JsValue};
    let name = JsValue::from_str("__RESOLVED_RESOURCES");
    let Ok(resources) = js_sys::Reflect::get(&js_sys::global(), &name) else { return };
    let Some(resources) = resources.dyn_ref::<js_sys::Array>() else { return };
    for i in 0..resources.length() {
        if resources.get(i).as_string().is_some_and(|text| text.contains(secret)) {
            resources.set(i, JsValue::NULL);
        }
    }
}
