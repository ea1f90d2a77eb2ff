//! What a browser shows where no page of the portals could be made: the database does not answer, a
//! request took too long, a body is too large, another site has sent a form. Plain HTML without scripts.

use domain::{Code, Error};
use leptos::prelude::*;

use crate::{
    document::Head,
    i18n::{reason, tr},
    preferences::Preferences,
};

/// What the page is about.
#[derive(Debug, Clone)]
pub struct ErrorPage {
    /// What went wrong.
    pub error: Error,
    /// The same as in logs and in the answer's `x-request-id`.
    pub request_id: String,
    /// The address to load again; `None` where that would repeat a change.
    pub again: Option<String>,
    /// How the visitor wants to see it.
    pub preferences: Preferences,
}

impl ErrorPage {
    /// The whole document.
    pub fn render(self, options: LeptosOptions) -> String {
        let owner = Owner::new();
        owner.with(|| {
            provide_context(self.preferences);
            self.view(options).to_html()
        })
    }

    fn view(self, options: LeptosOptions) -> impl IntoView + use<> {
        let Preferences { locale, theme } = self.preferences;
        let why = self.error.reason();
        let advice = match why.code {
            Code::Timeout | Code::Unavailable | Code::TooManyRequests => tr!(error_page.busy),
            Code::BodyTooLarge => tr!(error_page.large),
            Code::CrossOrigin => tr!(error_page.foreign),
            _ => tr!(error_page.other),
        };
        let again = self.again.map(|href| {
            view! { <a class="btn btn-primary" href=href>{tr!(error_page.again)}</a> }
        });
        view! {
            <!DOCTYPE html>
            <html lang=locale.to_string() data-theme=theme.data_theme()>
                <head>
                    <Head options />
                    <title>{format!("{} · Imp-Gateway", tr!(error_page.title))}</title>
                </head>
                <body>
                    <div class="plain">
                        <main id="main">
                            <div class="panel narrow">
                                <h1>{tr!(error_page.title)}</h1>
                                <p>{reason(&why)}</p>
                                <p class="quiet">{advice}</p>
                                <div class="actions">
                                    {again}
                                    <a class="btn" href="/">{tr!(not_found.home)}</a>
                                </div>
                                <p class="quiet">{tr!(error.request_id, id = self.request_id)}</p>
                            </div>
                        </main>
                    </div>
                </body>
            </html>
        }
    }
}
