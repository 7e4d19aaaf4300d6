//! Tickets, as agents move and give them.

use serde_json::{Value, json};

use crate::{
    agent_colleagues::me,
    answer::Answer,
    call::{get, patch},
    cases,
    company::Company,
    group::Group,
    visitor::Visitor,
    world::World,
};

pub(crate) const GROUP: Group = Group {
    rows: &["PATCH /agent/v1/tickets/{id}"],
    samples: |world| {
        let ticket = Ticket::open(world);
        let whole = json!({"status": "pending", "assignee": me(world, &world.company().agent)["id"]});
        vec![patch(&ticket.path).by(&world.company().agent).json(&whole)]
    },
    cases: &[cases![
        tkt_1_an_agent_moves_a_ticket,
        tkt_1_a_closed_ticket_never_reopens,
        a_ticket_is_given_to_somebody_and_to_nobody,
        a_ticket_is_given_to_none_but_the_accounts_agents,
        what_is_so_already_is_no_change,
        agents_are_told_who_changed_it_and_devices_are_not,
        mrg_3_a_ticket_that_was_joined_is_closed_for_good,
    ]],
};

/// Somebody's new ticket.
struct Ticket {
    visitor: Visitor,
    conversation: String,
    path: String,
}

impl Ticket {
    fn open(world: &World) -> Self {
        let visitor = Visitor::open(world, world.company());
        let said = visitor.says(world, "text").gives(201);
        let conversation = said["conversation"]["id"].as_str().unwrap().to_owned();
        let mut ticket = Self { visitor, conversation, path: String::new() };
        ticket.path = path(&ticket.tickets(world)[0]);
        ticket
    }

    fn tickets(&self, world: &World) -> Vec<Value> {
        let page = get(format!("/agent/v1/conversations/{}", self.conversation)).by(&world.company().agent);
        world.ask(page).gives(200)["tickets"].as_array().unwrap().clone()
    }

    /// What agents were told after an event of their conversation.
    fn events(&self, world: &World, after: u32) -> Vec<Value> {
        let path = format!("/agent/v1/conversations/{}/events?after={after}", self.conversation);
        world.ask(get(path).by(&world.company().agent)).gives(200)["events"].as_array().unwrap().clone()
    }

    fn change(&self, world: &World, change: &Value) -> Answer {
        world.ask(patch(&self.path).by(&world.company().agent).json(change))
    }
}

fn path(ticket: &Value) -> String {
    format!("/agent/v1/tickets/{}", ticket["id"].as_str().unwrap())
}

fn tkt_1_an_agent_moves_a_ticket(world: &World) {
    let ticket = Ticket::open(world);
    for status in ["open", "pending", "solved", "pending", "open", "closed"] {
        world.clock.forward(1);
        let told = ticket.change(world, &json!({"status": status})).gives(200);
        assert_eq!((&told["status"], &told["number"]), (&json!(status), &json!(1)));
        let kept = &ticket.tickets(world)[0];
        assert_eq!(
            (&kept["status"], &kept["last_activity_at"]),
            (&told["status"], &told["last_activity_at"])
        );
    }
    let other = Ticket::open(world);
    for status in ["new", "Open", "merged", ""] {
        other.change(world, &json!({"status": status})).refused("bad_request");
    }
}

fn tkt_1_a_closed_ticket_never_reopens(world: &World) {
    let ticket = Ticket::open(world);
    ticket.change(world, &json!({"status": "closed"})).gives(200);
    for status in ["open", "pending", "solved"] {
        let refused = ticket.change(world, &json!({"status": status})).refused("ticket_closed");
        assert!(refused.description.contains("opens a new one"), "{}", refused.description);
    }
    let own = me(world, &world.company().agent);
    ticket.change(world, &json!({"assignee": own["id"]})).refused("ticket_closed");
    ticket.change(world, &json!({"status": "closed"})).gives(200);
    ticket.visitor.says(world, "after the end").gives(201);
    let statuses: Vec<_> = ticket.tickets(world).iter().map(|it| it["status"].clone()).collect();
    assert_eq!(statuses, ["closed", "new"]);
}

fn a_ticket_is_given_to_somebody_and_to_nobody(world: &World) {
    let (ticket, company) = (Ticket::open(world), world.company());
    assert_eq!(ticket.tickets(world)[0]["assignee"], json!(null));
    for token in [&company.agent, &company.administrator] {
        let to = me(world, token);
        let told = ticket.change(world, &json!({"assignee": to["id"]})).gives(200);
        let assignee = json!({"id": to["id"], "name": to["name"]});
        assert_eq!((&told["assignee"], &told["status"]), (&assignee, &json!("new")));
        assert_eq!(ticket.tickets(world)[0]["assignee"], assignee);
        assert_eq!(ticket.change(world, &json!({})).gives(200)["assignee"], assignee, "what is absent stays");
        assert_eq!(ticket.change(world, &json!({"status": null})).gives(200)["assignee"], assignee);
    }
    assert_eq!(ticket.change(world, &json!({"assignee": null})).gives(200)["assignee"], json!(null));
    let both = json!({"status": "open", "assignee": me(world, &company.agent)["id"]});
    let told = ticket.change(world, &both).gives(200);
    assert_eq!((&told["status"], &told["assignee"]["name"]), (&json!("open"), &json!("Ben")));
}

fn a_ticket_is_given_to_none_but_the_accounts_agents(world: &World) {
    let (ticket, company) = (Ticket::open(world), world.company());
    let ada = me(world, &company.administrator)["id"].clone();
    world.meddle("UPDATE agents SET disabled_at = 1 WHERE name = 'Ada'");
    let rival = Company::found(world, "rival");
    for id in [json!(ticket.visitor.user), json!("0".repeat(24)), me(world, &rival.agent)["id"].clone(), ada]
    {
        let refused = ticket.change(world, &json!({"assignee": id})).refused("bad_request");
        assert!(refused.description.contains("`assignee`"), "{}", refused.description);
    }
    assert_eq!(ticket.tickets(world)[0]["assignee"], json!(null));
}

fn what_is_so_already_is_no_change(world: &World) {
    let ticket = Ticket::open(world);
    let change = json!({"status": "pending", "assignee": me(world, &world.company().agent)["id"]});
    let first = ticket.change(world, &change).gives(200);
    world.clock.forward(1);
    for same in [&change, &json!({"status": "pending"}), &json!({})] {
        assert_eq!(ticket.change(world, same).gives(200), first);
    }
    assert_eq!(ticket.events(world, 0).len(), 2, "the message and the one change");
}

fn agents_are_told_who_changed_it_and_devices_are_not(world: &World) {
    let (ticket, company) = (Ticket::open(world), world.company());
    let ada = me(world, &company.administrator);
    let change = patch(&ticket.path).by(&company.administrator).json(&json!({"assignee": ada["id"]}));
    let told = world.ask(change).gives(200);
    let mut events = ticket.events(world, 1);
    assert_eq!(events[0]["at"].take(), "2027-01-15T08:00:00.000Z");
    let by = json!({"id": ada["id"], "name": "Ada"});
    let event = json!({
        "t": "event", "c": ticket.conversation, "n": 2, "k": "ticket", "at": null, "ticket": told, "by": by,
    });
    assert_eq!(events, [event]);

    let theirs = world.ask(get("/client/v1/events?after=1").by(&ticket.visitor.token)).gives(200);
    assert_eq!((&theirs["events"][0]["k"], &theirs["head"]), (&json!("hidden"), &json!(2)));
    assert_eq!(theirs["events"][0].as_object().unwrap().len(), 5, "{theirs}");
    let page = ticket.visitor.reads(world).gives(200);
    assert_eq!((page["messages"].as_array().unwrap().len(), &page["conversation"]["head"]), (1, &json!(2)));
}

fn mrg_3_a_ticket_that_was_joined_is_closed_for_good(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let token = crate::company::token(world, &key, "usr_1");
    Visitor::signed_in(world, company, &token).says(world, "signed in").gives(201);
    let ticket = Ticket::open(world);
    ticket.visitor.signs_in(world, company, &token).gives(200);
    ticket.change(world, &json!({"status": "open"})).refused("ticket_closed");
    let tickets = ticket.tickets(world);
    let goes_on = patch(path(&tickets[0])).by(&company.agent).json(&json!({"status": "solved"}));
    assert_eq!(world.ask(goes_on).gives(200)["status"], "solved");
}
