//! Calls with no token, with one of the wrong kind, or with one that somebody made up.

use super::{refused, samples};
use crate::{call::Call, company::Company, contract::Row, group::Group, visitor::Visitor, world::World};

pub(super) fn are_refused(world: &World, group: &Group) {
    let guarded: Vec<_> = samples(world, group)
        .into_iter()
        .filter(|(row, _)| row.is_for("session") || row.is_for("agent"))
        .collect();
    if guarded.is_empty() {
        return;
    }
    let company = world.company();
    let visitor = Visitor::open(world, company);
    refused(world, &guarded, |row, sample| {
        let (right, code) = if row.is_for("session") {
            (&visitor.token, "session_missing")
        } else {
            (&company.agent, "sign_in_required")
        };
        without_a_token(world, sample, right, code);
        for wrong in wrong_kinds(row, &visitor.token, company) {
            world.ask(sample.clone().by(&wrong)).refused(code);
        }
        let code = if row.is_for("session") { "session_unknown" } else { "sign_in_required" };
        for made_up in made_up(right) {
            world.ask(sample.clone().by(&made_up)).refused(code);
        }
        if row.codes.contains("administrator_required") {
            world.ask(sample.clone().by(&company.agent)).refused("administrator_required");
        }
    });
}

/// SES-3: a token counts in its header, whole and once, and nowhere else.
fn without_a_token(world: &World, sample: &Call, right: &str, code: &str) {
    let bare = sample.clone().anonymously();
    world.ask(bare.clone()).refused(code);
    for header in [right, &format!("Basic {right}"), &format!("Bearer{right}"), "Bearer", "Bearer ", ""] {
        world.ask(bare.clone().header("authorization", header)).refused(code);
    }
    world.ask(sample.clone().by(right).header("authorization", &format!("Bearer {right}"))).refused(code);
    for query in [format!("session={right}"), format!("access_token={right}"), format!("token={right}")] {
        let separator = if bare.target.contains('?') { '&' } else { '?' };
        world.ask(bare.clone().to(format!("{}{separator}{query}", bare.target))).refused(code);
    }
    world
        .ask(bare.clone().header("cookie", &format!("session={right}; __Host-session={right}")))
        .refused(code);
}

/// Tokens of the other kind, and texts that are none.
fn wrong_kinds(row: &Row, session: &str, company: &Company) -> Vec<String> {
    let other = if row.is_for("session") { &company.agent } else { session };
    let own = if row.is_for("session") { session } else { &company.agent };
    vec![
        other.to_owned(),
        own.to_uppercase(),
        own[..own.len() - 1].to_owned(),
        format!("{own}A"),
        format!("{own}, {own}"),
        own[4..].to_owned(),
        "eyJhbGciOiJIUzI1NiJ9.e30.AAAA".to_owned(),
    ]
}

/// Tokens of the right form: another secret, another session, another account, and all three.
fn made_up(right: &str) -> Vec<String> {
    let (prefix, rest) = right.split_at(4);
    let (account, rest) = rest.split_at(24);
    let (session, secret) = rest.split_at(24);
    let zero = "0".repeat(24);
    let other = format!("_{}", "A".repeat(43));
    [
        (account, session, other.as_str()),
        (account, &zero, secret),
        (&zero, session, secret),
        (session, account, secret),
        (&zero, &zero, &other),
    ]
    .map(|(account, session, secret)| format!("{prefix}{account}{session}{secret}"))
    .to_vec()
}
