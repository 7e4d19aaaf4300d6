//! Tickets that close by themselves, and those that go.

use bonafide_domain::{
    ticket::{Standing, Status},
    time::Millis,
};
use bonafide_store::tickets;

use crate::{
    furnish::{HANNA, MARA, anonymous, conversation, id, ticket},
    world::{BEGIN, on_both},
};

on_both! {
    fn tkt_1_tickets_that_were_solved_longest_come_first_and_no_others(world) {
        world.write(|tx| {
            for (n, user) in [(20_u8, MARA), (21, HANNA)] {
                conversation(tx, n, user)?;
                ticket(tx, n, id(n), user)?;
            }
            anonymous(tx, 22)?;
            conversation(tx, 22, id(22))?;
            ticket(tx, 22, id(22), id(22))?;
            tickets::set_standing(tx, id(22), &Standing { status: Status::Pending, assignee: None })
        });
        for n in [21_u8, 20] {
            let solved = Standing { status: Status::Solved, assignee: None };
            world.write(move |tx| tickets::set_standing(tx, id(n), &solved));
            world.later(1);
        }
        let solved = |moment: i64, limit| {
            world.write(move |tx| tickets::solved_before(tx, Millis::new(BEGIN.as_i64() + moment), limit))
        };
        assert_eq!(solved(9, 9), [(id(21), id(21)), (id(20), id(20))]);
        assert_eq!(solved(0, 9), [(id(21), id(21))]);
        assert_eq!(solved(9, 1), [(id(21), id(21))]);
        assert_eq!(solved(-1, 9), []);
    }

    fn res_11_the_tickets_of_a_conversation_are_counted(world) {
        world.write(|tx| {
            conversation(tx, 20, MARA)?;
            ticket(tx, 40, id(20), MARA)?;
            tickets::touch(tx, id(40), Some(Status::Closed))?;
            ticket(tx, 41, id(20), MARA)
        });
        assert_eq!(world.write(|tx| tickets::count_of(tx, id(20))), 2);
        assert_eq!(world.write(|tx| tickets::count_of(tx, id(99))), 0);
    }
}
