//! The company's people, made at once.

use bonafide_domain::{email::EmailAddress, text::Name};
use bonafide_server::use_cases::{
    Refused,
    agents::{self, NewAgent},
    found_account,
};
use bonafide_store::agents::Role;

use super::{everywhere, race, settled};
use crate::{device::client_id, world::World};

fn somebody(world: &World, address: &str) -> NewAgent {
    NewAgent {
        id: world.nodes[0].store.new_id(),
        email: EmailAddress::new(address).unwrap(),
        name: Name::new("Kim").unwrap(),
        role: Role::Administrator,
        password_hash: String::new(),
    }
}

everywhere! {
    fn an_address_that_many_give_is_one_agents(world) {
        let address = format!("{}@shop.example", client_id());
        let made = race(|n| {
            let (administrator, new) = (world.administrator.clone(), somebody(world, &address));
            settled(world.write_on(n, move |tx| agents::create_agent(tx, &administrator, &new)))
        });
        assert_eq!(made.iter().filter(|made| made.is_ok()).count(), 1);
        assert!(made.into_iter().filter_map(Result::err).all(|refused| refused == Refused::AddressTaken));
    }

    fn an_account_has_one_first_administrator(world) {
        let account = world.nodes[0].store.new_id();
        crate::world::run(world.nodes[0].write(account, |tx| found_account::found_account(tx, "Another")))
            .unwrap();
        let made = race(|n| {
            let new = somebody(world, &format!("{}@another.example", client_id()));
            let node = &world.nodes[n % world.nodes.len()];
            settled(crate::world::run(node.write(account, move |tx| found_account::set_up(tx, None, &new))))
        });
        assert_eq!(made.iter().filter(|made| made.is_ok()).count(), 1);
        assert!(made.into_iter().filter_map(Result::err).all(|refused| refused == Refused::AlreadySetUp));
    }
}
