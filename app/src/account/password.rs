//! Changing one's own password.

use leptos::{prelude::*, server_fn::ServerFn as _};

use crate::{
    api::session::ChangePassword,
    components::{Disclosure, Form, FormState, Section, Submit, TextField},
    i18n::tr,
};

/// The form; it asks for the current password, so that an unattended browser is not enough.
#[component]
pub fn Password() -> impl IntoView {
    let open = FormState::is_refused(ChangePassword::PATH, &[]);
    view! {
        <Section title=tr!(password.title) lead=tr!(password.lead)>
            <Disclosure label=tr!(password.submit) open>
                <Form action=ChangePassword::PATH>
                    <TextField
                        name="current_password" label=tr!(password.current) kind="password"
                        autocomplete="current-password" required=true
                    />
                    <TextField
                        name="password" label=tr!(password.new) kind="password" autocomplete="new-password"
                        hint=tr!(setup.password_hint) required=true
                    />
                    <Submit label=tr!(password.submit) />
                </Form>
            </Disclosure>
        </Section>
    }
}
