//! Which pages asked for a channel's messenger last, so that whoever sets a channel up sees whether the snippet is on
//! their page, and which origin is missing (details 31).
//!
//! It is what browsers say of the page around the frame. Anybody can say anything else, so it is shown as a hint and
//! nothing is decided by it. It is kept in this process' memory, one page of each kind per channel.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use bonafide_domain::{id::ChannelId, time::Millis};

/// The pages that asked last.
#[derive(Debug, Default)]
pub struct Embeddings(Mutex<HashMap<ChannelId, Embedded>>);

/// The last pages that asked for one channel's messenger.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Embedded {
    /// The last one whose origin may show it.
    pub shown: Option<Page>,
    /// The last one whose origin may not, and whose browser therefore showed nothing.
    pub refused: Option<Page>,
}

/// A page that asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Its origin, such as `https://shop.example`.
    pub origin: String,
    /// When it asked.
    pub at: Millis,
}

impl Embeddings {
    /// Notes a page that asked for the messenger of a channel that pages of these origins may show.
    pub fn note(&self, channel: ChannelId, allowed: &[String], page: Page) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let of_channel = all.entry(channel).or_default();
        let place =
            if may_show(&page.origin, allowed) { &mut of_channel.shown } else { &mut of_channel.refused };
        *place = Some(page);
    }

    /// The last pages that asked for a channel's messenger.
    pub fn of(&self, channel: ChannelId) -> Embedded {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(&channel).cloned().unwrap_or_default()
    }
}

/// Whether a browser lets a page of this origin show the frame, as it reads `frame-ancestors` (CSP 3, 6.7.2.8).
fn may_show(origin: &str, allowed: &[String]) -> bool {
    allowed.iter().any(|one| match one.strip_suffix(":*") {
        Some(any_port) => {
            let rest = origin.strip_prefix(any_port);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
        }
        None => one == origin,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_allowed_as_it_is_or_on_any_port_of_localhost() {
        let allowed = ["https://shop.example".to_owned(), "http://localhost:*".to_owned()];
        for (origin, may) in [
            ("https://shop.example", true),
            ("http://localhost:5173", true),
            ("http://localhost", true),
            ("http://shop.example", false),
            ("https://shop.example.org", false),
            ("https://shop.example:8443", false),
            ("http://localhost.example", false),
            ("https://localhost:5173", false),
        ] {
            assert_eq!(may_show(origin, &allowed), may, "{origin}");
        }
    }
}
