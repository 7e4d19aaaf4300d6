//! The worlds as the checker walks through them.

use std::{
    collections::BTreeSet,
    hash::{Hash, Hasher},
    sync::{Arc, Mutex, PoisonError},
};

use bonafide_domain::identity::EmailPolicy;
use stateright::{Checker, Property};

use super::{Bounds, came_about, canonical, on_the_way, sentences};
use crate::{Event, World};

/// A world, and what was wrong on the way to it.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    /// The world.
    pub world: World,
    /// How many events led to it.
    pub events: u8,
    /// The sentence about events that the last one broke.
    pub broken: Option<&'static str>,
}

/// Two worlds count as one if they differ in nothing but the names of their browsers, users, external ids, addresses …, and in
/// things that nothing can ever depend on. They are looked at in the order of how many events led to them, so the first is
/// the one with most still to come.
impl Hash for State {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        canonical::describe(&self.world, hasher);
        self.broken.hash(hasher);
    }
}

/// A small world under a policy.
#[derive(Debug, Clone)]
pub struct Model {
    bounds: Bounds,
    policy: EmailPolicy,
    events: u8,
    came_about: Arc<Mutex<BTreeSet<&'static str>>>,
}

impl stateright::Model for Model {
    type State = State;
    type Action = Event;

    fn init_states(&self) -> Vec<State> {
        let mut world = World::new(self.policy, self.bounds.browsers);
        (world.kept.join_policy, world.kept.multiple) = (self.bounds.joins, self.bounds.multiple);
        vec![State { world, events: 0, broken: None }]
    }

    fn actions(&self, state: &State, actions: &mut Vec<Event>) {
        if state.events < self.events {
            self.bounds.next(state, actions);
        }
    }

    fn next_state(&self, before: &State, event: Event) -> Option<State> {
        let (world, outcome) = before.world.after(&event);
        let way = on_the_way::Way { event: &event, outcome: &outcome, before: &before.world, after: &world };
        let broken = on_the_way::broken(&way);
        let came_about = came_about::came_about(&way);
        if !came_about.is_empty() {
            self.came_about.lock().unwrap_or_else(PoisonError::into_inner).extend(came_about);
        }
        Some(State { world, events: before.events + 1, broken })
    }

    fn properties(&self) -> Vec<Property<Self>> {
        let of_events = on_the_way::PROPERTIES.iter().map(|(name, holds)| Property::always(name, *holds));
        sentences::properties().into_iter().chain(of_events).collect()
    }

    fn format_action(&self, event: &Event) -> String {
        event.to_string()
    }
}

/// What was found.
#[derive(Debug)]
pub struct Report {
    /// How many different worlds were looked at.
    pub worlds: usize,
    /// How many events were tried.
    pub tried: usize,
    /// The sentences that do not hold, each with the shortest way there.
    pub broken: Vec<(String, Vec<String>)>,
    /// What should have come about and did not.
    pub missing: Vec<&'static str>,
}

impl Report {
    /// Whether every sentence holds, and everything came about that should.
    pub fn holds(&self) -> bool {
        self.broken.is_empty() && self.missing.is_empty()
    }

    /// What is wrong, line by line.
    pub fn words(&self) -> Vec<String> {
        let broken = self.broken.iter().flat_map(|(sentence, way)| {
            let events = way.iter().map(|event| format!("  {event}"));
            std::iter::once(format!("it does not hold that {sentence}:")).chain(events).collect::<Vec<_>>()
        });
        let missing = self.missing.iter().map(|name| format!("it never came about that {name}"));
        broken.chain(missing).collect()
    }
}

/// Tries every order of at most `events` events in a small world under one policy.
pub fn run(bounds: Bounds, policy: EmailPolicy, events: u8) -> Report {
    let came_about = Arc::default();
    let model = Model { bounds, policy, events, came_about: Arc::clone(&came_about) };
    let checker = stateright::Model::checker(model).spawn_bfs().join();
    let mut broken: Vec<_> = checker
        .discoveries()
        .into_iter()
        .map(|(name, path)| {
            let way = path.into_actions().iter().map(Event::to_string).collect();
            (name.to_owned(), way)
        })
        .collect();
    broken.sort();
    let came_about = came_about.lock().unwrap_or_else(PoisonError::into_inner);
    let missing = bounds.comes_about.iter().copied().filter(|name| !came_about.contains(name)).collect();
    Report { worlds: checker.unique_state_count(), tried: checker.state_count(), broken, missing }
}
