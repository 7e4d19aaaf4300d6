//! Logging in: what becomes of the device, and every way to be refused.

mod accepted;
mod limited;
pub(crate) mod made_by_hand;
mod refused;
mod sessions;

use crate::{company, group::Group, visitor::login};

pub(crate) const GROUP: Group = Group {
    rows: &["POST /client/v1/login"],
    samples: |world| {
        let company = world.company();
        let key = company.key(world, "sample");
        vec![login(world, company, &company::token(world, &key, "usr_1"))]
    },
    cases: &[accepted::CASES, sessions::CASES, refused::CASES, limited::CASES],
};
