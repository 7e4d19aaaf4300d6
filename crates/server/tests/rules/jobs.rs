//! What is done without anybody asking: logs that are kept for a set time (SEE-6, SEE-8), solved tickets that close (TKT-1).

use bonafide_domain::{
    audit::Action,
    limits,
    retention::{Days, Retention},
    ticket::Status,
    time::Span,
};
use bonafide_server::use_cases::{Refused, retention};
use bonafide_store::{
    accounts, audit_log,
    login_log::{self, Filter},
};

use serde_json::json;

use crate::world::{World, on_both, refusal};

fn days(login_log: i64, audit_log: i64) -> Retention {
    Retention { login_log: Days::kept(login_log), audit_log: Days::kept(audit_log) }
}

/// However late it is: an administrator's session lasts a week.
fn keep(world: &World, login_log: i64, audit_log: i64) {
    world.store(move |tx| accounts::set_retention(tx, days(login_log, audit_log)));
}

fn change(world: &World, to: Retention) {
    let administrator = world.administrator.clone();
    assert_eq!(world.write(move |tx| retention::change(tx, &administrator, to)).unwrap(), to);
}

fn logins(world: &World) -> usize {
    world.store(|tx| login_log::page(tx, &Filter::default(), None, 1_000)).len()
}

fn audited(world: &World) -> Vec<&'static str> {
    let lines = world.store(|tx| audit_log::page(tx, &audit_log::Filter::default(), None, 1_000));
    lines.into_iter().map(|line| line.action.as_str()).collect()
}

on_both! {
    fn see_6_lines_of_the_login_log_go_when_their_time_is_over(world) {
        keep(world, 7, 730);
        world.device().log_in(&world.token("usr_1")).unwrap();
        world.clock.forward(Span::days(4));
        let mut late = world.device();
        late.log_in(&world.token("usr_1")).unwrap();
        world.clock.forward(Span::days(3));
        world.do_jobs();
        assert_eq!(logins(world), 2, "a line of exactly seven days is kept");
        world.clock.forward(Span::millis(1));
        world.do_jobs();
        assert_eq!(logins(world), 1);
        keep(world, 1, 730);
        world.do_jobs();
        assert_eq!(logins(world), 0, "a shorter time holds for what is there");
    }

    fn see_6_many_lines_go_piece_by_piece(world) {
        let token = world.token("usr_1");
        let mut device = world.device();
        for _ in 0..=limits::PIECE {
            device.log_in(&token).unwrap();
        }
        world.clock.forward(Span::days(91));
        world.write(retention::forget_piece).unwrap();
        assert_eq!(logins(world), 1);
        world.do_jobs();
        assert_eq!(logins(world), 0);
    }

    fn see_8_lines_of_the_audit_log_go_when_their_time_is_over(world) {
        let before = audited(world).len();
        world.clock.forward(Span::days(300));
        world.store(|tx| audit_log::insert(tx, None, Action::AccountChangeRetention, "", &json!({})));
        keep(world, 90, 400);
        world.do_jobs();
        assert_eq!(audited(world).len(), before + 1);
        world.clock.forward(Span::days(101));
        world.do_jobs();
        assert_eq!(audited(world), ["account.change_retention"]);
    }

    fn see_8_a_change_of_the_time_is_in_the_audit_log_and_no_change_is_not(world) {
        change(world, days(7, 200));
        change(world, days(7, 200));
        let lines = world.store(|tx| audit_log::page(tx, &audit_log::Filter::default(), None, 2));
        assert_eq!(lines[0].action.as_str(), "account.change_retention");
        assert_eq!(
            lines[0].detail,
            r#"{"after":{"audit_log":200,"login_log":7},"before":{"audit_log":730,"login_log":90}}"#
        );
        assert_ne!(lines[1].action, lines[0].action);
        let agent = world.agent.clone();
        assert_eq!(refusal(world.read(move |tx| retention::read(tx, &agent))), Refused::NotAdministrator);
    }

    fn tkt_1_a_solved_ticket_closes_by_itself_after_four_days(world) {
        let mut device = world.device();
        let said = device.say("one").unwrap();
        let id = world.tickets(said.conversation.0)[0].id;
        let solve = || world.set_ticket(id, Status::Solved, 0);
        let status = || world.tickets(said.conversation.0)[0].status;
        solve();
        world.clock.forward(Span::millis(Span::days(4).as_millis() - 1));
        world.do_jobs();
        assert_eq!(status(), Status::Solved);
        // Somebody writes: it is open, and solved anew.
        device.say("two").unwrap();
        world.clock.forward(Span::days(5));
        world.do_jobs();
        assert_eq!(status(), Status::Open);
        solve();
        world.clock.forward(Span::days(4));
        world.do_jobs();
        assert_eq!(status(), Status::Closed);
        assert_eq!(world.happenings(said.conversation.0).last(), Some(&"ticket"));
        device.say("three").unwrap();
        assert_eq!(world.tickets(said.conversation.0).len(), 2, "it never opens again");
    }
}
