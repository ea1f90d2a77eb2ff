//! A person.

use crate::role::text_enum;

text_enum! {
    /// Whether a person may sign in.
    UserStatus {
        /// They may.
        Active = "active",
        /// They may not; their sessions and tokens no longer count.
        Disabled = "disabled",
    }
}

text_enum! {
    /// In which language pages speak to a person.
    Locale {
        /// English.
        En = "en",
        /// Korean.
        Ko = "ko",
    }
}
