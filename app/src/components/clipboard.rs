//! Copying a text. Browsers have a clipboard for scripts on https and on the machine itself; on plain
//! http the page's own selection is copied, as pressing the keys would.

/// Copies a text and calls `done` once it is copied; a refusal leaves the clipboard as it was.
#[cfg(not(feature = "hydrate"))]
pub(super) fn copy(_text: &str, _done: impl Fn() + 'static) {}

/// Copies a text and calls `done` once it is copied; a refusal leaves the clipboard as it was.
#[cfg(feature = "hydrate")]
pub(super) fn copy(text: &str, done: impl Fn() + 'static) {
    use leptos::{prelude::window, task::spawn_local};
    if window().is_secure_context() {
        let copying = window().navigator().clipboard().write_text(text);
        spawn_local(async move {
            if wasm_bindgen_futures::JsFuture::from(copying).await.is_ok() {
                done();
            }
        });
    } else if copy_selection(text) == Some(true) {
        done();
    }
}

#[cfg(feature = "hydrate")]
fn copy_selection(text: &str) -> Option<bool> {
    use leptos::prelude::document;
    use wasm_bindgen::JsCast as _;
    let document = document();
    let area = document.create_element("textarea").ok()?.dyn_into::<web_sys::HtmlTextAreaElement>().ok()?;
    area.set_value(text);
    area.set_class_name("sr-only");
    let body = document.body()?;
    body.append_child(&area).ok()?;
    area.select();
    let copied = document.dyn_into::<web_sys::HtmlDocument>().ok()?.exec_command("copy").ok();
    area.remove();
    copied
}
