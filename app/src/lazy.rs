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
