//! The shop's pages. Their texts are all known beforehand: nothing that a visitor sends is ever written into one.

use super::{
    super::people::{AGENT, CUSTOMERS, Customer},
    cups::{CUPS, Cup},
};

/// Where the messenger on the pages comes from.
pub(super) struct Messenger {
    /// How browsers reach Bonafide: scheme and host.
    pub(super) host: String,
    /// The channel's public key.
    pub(super) channel: String,
    /// The live chat's.
    pub(super) live_chat: String,
}

/// What is different from page to page.
pub(super) struct Page {
    title: &'static str,
    body: String,
    /// What brings the messenger in.
    scripts: &'static str,
}

/// What nearly every page has.
const SNIPPET: &str = include_str!("snippet.html");

impl Page {
    /// The whole page, as it is for a customer or for somebody who is not logged in.
    pub(super) fn written(&self, messenger: &Messenger, customer: Option<&Customer>) -> String {
        let (who, account) = match customer {
            Some(customer) => {
                let link = format!(r#"<a href="/account">{}’s account</a>"#, customer.first_name());
                (format!(r#" data-customer="{}""#, customer.id), link)
            }
            None => (String::new(), r#"<a href="/login">Log in</a>"#.to_owned()),
        };
        filled(
            include_str!("frame.html"),
            &[
                ("title", self.title),
                ("scripts", self.scripts),
                ("who", &who),
                ("account", &account),
                ("host", &messenger.host),
                ("channel", &messenger.channel),
                ("live_chat", &messenger.live_chat),
                ("agent", AGENT.email),
                ("password", AGENT.password),
                ("body", &self.body),
            ],
        )
    }
}

pub(super) fn start() -> Page {
    let cups: String = CUPS.iter().map(|cup| of_cup(include_str!("card.html"), cup)).collect();
    with_snippet("Stoneware", filled(include_str!("start.html"), &[("cups", &cups)]))
}

pub(super) fn cup(cup: &Cup) -> Page {
    with_snippet(cup.name, of_cup(include_str!("cup.html"), cup))
}

pub(super) fn login() -> Page {
    let customers: String =
        CUSTOMERS.iter().map(|customer| of_customer(include_str!("choice.html"), customer)).collect();
    with_snippet("Log in", filled(include_str!("login.html"), &[("customers", &customers)]))
}

pub(super) fn account(customer: &Customer) -> Page {
    with_snippet("Your account", of_customer(include_str!("account.html"), customer))
}

pub(super) fn nothing() -> Page {
    with_snippet("Not on the shelf", include_str!("nothing.html").to_owned())
}

/// The page that is made for the older live chat.
pub(super) fn support() -> Page {
    Page { title: "Help", body: include_str!("support.html").to_owned(), scripts: include_str!("tag.html") }
}

fn with_snippet(title: &'static str, body: String) -> Page {
    Page { title, body, scripts: SNIPPET }
}

fn of_cup(template: &str, cup: &Cup) -> String {
    let Cup { slug, name, price, words, drawing } = cup;
    filled(
        template,
        &[("slug", slug), ("name", name), ("price", price), ("words", words), ("drawing", drawing)],
    )
}

fn of_customer(template: &str, customer: &Customer) -> String {
    let Customer { id, name, email } = customer;
    filled(template, &[("id", id), ("name", name), ("first_name", customer.first_name()), ("email", email)])
}

/// A template with each `{{name}}` replaced by its value.
fn filled(template: &str, values: &[(&str, &str)]) -> String {
    values
        .iter()
        .fold(template.to_owned(), |text, (name, value)| text.replace(&format!("{{{{{name}}}}}"), value))
}
