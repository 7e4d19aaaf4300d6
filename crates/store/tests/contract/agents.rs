//! The contract of `agents`.

use bonafide_domain::{
    id::{AgentId, AgentSessionId, Id},
    time::Millis,
};
use bonafide_store::{
    Result, Tx,
    agents::{self, Agent, AgentSession, Role},
    params,
};

use crate::{
    furnish::{AGENT, agent, id, texts},
    world::{HOME, NOBODY, on_both},
};

const SESSION: AgentSessionId = id(9);
const END: Millis = Millis::new(77);

fn open(tx: &mut Tx<'_>) -> Result<AgentSession> {
    let agent = agents::find(tx, AGENT)?.unwrap();
    agents::insert_session(tx, SESSION, &agent, &[3; 32], END)?;
    Ok(agents::find_session(tx, SESSION)?.unwrap())
}

on_both! {
    fn an_agent_is_found_as_they_were_made(world) {
        for (number, text) in (20_u8..).zip(texts()) {
            let made = Agent {
                role: if number % 2 == 0 { Role::Agent } else { Role::Administrator },
                email: text.clone(),
                password_hash: text.clone(),
                session_epoch: i64::MAX,
                changes_secrets: number % 2 == 1,
                ..agent(number, &text)
            };
            let kept = made.clone();
            let found = world.write(move |tx| {
                agents::insert(tx, &kept, &format!("key-{number}"))?;
                agents::find(tx, kept.id)
            });
            assert_eq!(found, Some(made));
        }
    }

    fn omn_1_the_permission_to_change_secrets_is_given_and_taken(world) {
        world.write(|tx| agents::insert(tx, &agent(2, "Zoë"), "zoe@example.com"));
        for may in [true, false] {
            world.write(move |tx| agents::set_changes_secrets(tx, id(2), may));
            assert_eq!(world.write(|tx| agents::find(tx, id(2))).unwrap().changes_secrets, may);
            assert!(!world.write(|tx| agents::find(tx, AGENT)).unwrap().changes_secrets);
        }
    }

    fn an_unknown_agent_is_not_found(world) {
        assert_eq!(world.write(|tx| agents::find(tx, AgentId::ZERO)), None);
        assert_eq!(world.try_in(NOBODY, |tx| agents::find(tx, AGENT)), Ok(None));
        let theirs = world.elsewhere(|tx| agents::find(tx, AGENT)).unwrap();
        assert_eq!(theirs.name, "Other agent");
    }

    fn whoever_may_sign_in_is_listed_by_name(world) {
        world.write(|tx| {
            for (byte, name) in [(2, "Zoë"), (3, "jo"), (4, "Jo"), (5, "Jo"), (6, "Gone")] {
                agents::insert(tx, &agent(byte, name), &format!("{byte}@example.com"))?;
            }
            let sql = "UPDATE agents SET disabled_at = 1 WHERE account_id = $1 AND name = 'Gone'";
            tx.execute(sql, params![&HOME])
        });
        let all = world.write(agents::all_enabled);
        let names: Vec<_> = all.iter().map(|agent| (agent.name.as_str(), agent.id)).collect();
        let by_code_point = [("Home agent", AGENT), ("Jo", id(4)), ("Jo", id(5)), ("Zoë", id(2)), ("jo", id(3))];
        assert_eq!(names, by_code_point);
        assert_eq!(all[1], agent(4, "Jo"));
        assert_eq!(world.elsewhere(agents::all_enabled).len(), 1);
        assert_eq!(world.try_in(NOBODY, agents::all_enabled), Ok(vec![]));
    }

    fn two_agents_do_not_share_an_address(world) {
        let refused = world.refused(|tx| agents::insert(tx, &agent(2, "Jo"), "agent@example.com"));
        assert_eq!(refused, "agents_email");
        world.write(|tx| agents::insert(tx, &agent(2, "Jo"), "Agent@example.com"));
    }

    fn two_agents_do_not_share_an_id(world) {
        assert_eq!(world.refused(|tx| agents::insert(tx, &agent(1, "Jo"), "jo@example.com")), "agents_pkey");
    }

    fn an_administrator_is_looked_for_among_the_accounts_own(world) {
        assert!(!world.write(agents::any_administrator));
        world.write(|tx| {
            let administrator = Agent { role: Role::Administrator, ..agent(2, "Jo") };
            agents::insert(tx, &administrator, "jo@example.com")
        });
        assert!(world.write(agents::any_administrator));
        assert!(!world.elsewhere(agents::any_administrator));
    }

    fn a_session_is_found_with_whom_it_is_for(world) {
        let session = world.write(open);
        let whose = world.write(|tx| agents::find(tx, AGENT)).unwrap();
        let expected =
            AgentSession { id: SESSION, secret_hash: [3; 32], expires_at: END, ended: false, agent: whose };
        assert_eq!(session, expected);
        assert_eq!(world.write(|tx| agents::find_session(tx, Id::ZERO)), None);
        assert_eq!(world.elsewhere(|tx| agents::find_session(tx, SESSION)), None);
    }

    fn a_session_counts_no_longer_once_it_was_ended(world) {
        world.write(open);
        world.write(|tx| agents::end_session(tx, SESSION));
        assert!(world.write(|tx| agents::find_session(tx, SESSION)).unwrap().ended);
    }

    fn a_session_ends_once(world) {
        world.write(open);
        world.write(|tx| agents::end_session(tx, SESSION));
        let ended_at = || {
            world.write(|tx| {
                let sql = "SELECT ended_at FROM agent_sessions WHERE account_id = $1";
                tx.row(sql, params![&HOME])?.unwrap().get::<Millis>(0)
            })
        };
        let first = ended_at();
        world.later(1);
        world.write(|tx| agents::end_session(tx, SESSION));
        assert_eq!(ended_at(), first);
    }

    fn ending_a_session_that_is_not_there_ends_none(world) {
        world.write(open);
        world.write(|tx| agents::end_session(tx, Id::ZERO));
        world.elsewhere(|tx| agents::end_session(tx, SESSION));
        assert!(!world.write(|tx| agents::find_session(tx, SESSION)).unwrap().ended);
    }

    fn all_sessions_end_with_the_agents_epoch(world) {
        world.write(open);
        world.write(|tx| {
            let sql = "UPDATE agents SET session_epoch = session_epoch + 1 WHERE account_id = $1";
            tx.execute(sql, params![&HOME])
        });
        assert!(world.write(|tx| agents::find_session(tx, SESSION)).unwrap().ended);
    }

    fn all_sessions_end_when_the_agent_is_disabled(world) {
        world.write(open);
        world.write(|tx| {
            tx.execute("UPDATE agents SET disabled_at = 1 WHERE account_id = $1", params![&HOME])
        });
        let session = world.write(|tx| agents::find_session(tx, SESSION)).unwrap();
        assert!(session.ended);
        assert!(session.agent.disabled);
        assert!(world.write(|tx| agents::find(tx, AGENT)).unwrap().disabled);
    }

    fn an_agent_of_another_account_gets_no_session(world) {
        let impossible =
            world.impossible(|tx| agents::insert_session(tx, SESSION, &agent(99, "stranger"), &[3; 32], END));
        assert!(impossible);
    }
}
