//! A history that went wrong, made as short as it gets, in words.

use bonafide_model::Event;

use super::{Difference, compare};
use crate::world::World;

/// Fails, and tells the fewest events of a history after which the two still differ.
pub(super) fn tell(world: &World, seed: u64, events: &[Event], difference: &Difference) -> ! {
    let mut fewest = events[..difference.after].to_vec();
    let mut how = difference.how.clone();
    // From the end on, so that what others rest on is tried last.
    for place in (0..fewest.len()).rev() {
        let mut fewer = fewest.clone();
        fewer.remove(place);
        if let Err(still) = compare(world, &fewer) {
            fewer.truncate(still.after);
            (fewest, how) = (fewer, still.how);
        }
    }
    let words: Vec<_> = fewest.iter().map(|event| format!("  {event}")).collect();
    panic!(
        "history {seed}, after {} events; the fewest that show it:\n{}\n{how}",
        difference.after,
        words.join("\n")
    );
}
