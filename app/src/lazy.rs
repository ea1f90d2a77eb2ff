//! Pages whose program is loaded when the first of them is opened: the first download is small however many
//! pages there are. `.ci/browser` cuts the program.

/// Declares what the routes of one part of the site show: `part` names the file that the program becomes,
/// `preload` is what `#[lazy]` calls the function that only loads it. The pages are values and not functions,
/// because a function named outside its part is in the first download after all.
macro_rules! lazy_pages {
    (
        $(#[$about:meta])*
        $Pages:ident, part = $part:ident, preload = $preload:ident:
        $($Page:ident => $component:path,)+
    ) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy)]
        pub enum $Pages {
            $(
                #[doc = concat!("[`", stringify!($component), "`]")]
                $Page,
            )+
        }

        impl leptos_router::ChooseView for $Pages {
            async fn choose(self) -> leptos::prelude::AnyView {
                #[cfg(feature = "ssr")]
                crate::lazy::announce(stringify!($part));
                $part(self).await
            }

            async fn preload(&self) {
                #[cfg(feature = "hydrate")]
                $preload().await;
            }
        }

        #[leptos::lazy]
        fn $part(page: $Pages) -> leptos::prelude::AnyView {
            use leptos::prelude::IntoAny as _;
            match page {
                $($Pages::$Page => $component().into_any(),)+
            }
        }
    };
}

pub(crate) use lazy_pages;

/// The part that a page's head names already.
#[cfg(feature = "ssr")]
#[derive(Clone, Default)]
pub(crate) struct Announced(leptos::prelude::ArcStoredValue<Option<&'static str>>);

/// Names a part's files in the page's head, so that a browser loads them beside the program and not when the program
/// asks. Leptos' integration means to do so, but looks for the list of files when its context may be gone.
#[cfg(feature = "ssr")]
pub(crate) fn announce(part: &'static str) {
    use leptos::prelude::*;
    use leptos_meta::Link;

    // The frame and the page in it are of one part.
    let Some(Announced(named)) = use_context() else { return };
    if named.try_update_value(|last| last.replace(part)).flatten() == Some(part) {
        return;
    }
    let manifest = use_context::<leptos::WasmSplitManifest>().and_then(|manifest| manifest.0.try_get_value());
    let Some((folder, parts, link)) = manifest else { return };
    let of_part = |name: &str| {
        let hash = name.strip_prefix(part).and_then(|rest| rest.strip_prefix('_'));
        hash.is_some_and(|hash| hash.bytes().all(|b| b.is_ascii_digit()))
    };
    let files = parts.iter().find(|(name, _)| of_part(name)).map(|(_, files)| files.as_slice());
    // What is written here goes to the head; the rest of it is empty.
    for file in files.unwrap_or_default() {
        let href = format!("{folder}/{file}.wasm");
        let _ = view! { <Link rel="preload" href as_="fetch" type_="application/wasm" crossorigin="anonymous" /> }
            .to_html();
    }
    let _ = view! { <Link rel="modulepreload" href=format!("{folder}/{link}") crossorigin="anonymous" /> }
        .to_html();
}
