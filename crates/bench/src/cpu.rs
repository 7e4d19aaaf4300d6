//! How much processor time processes have used, and how much memory they hold, as the kernel counts it.

use std::{fs, time::Duration};

/// The length of the kernel's tick, in which it counts processor time: 10 ms on every Linux of our machines.
const TICK: Duration = Duration::from_millis(10);

/// The processor time that a process has used since it began, in its own code and in the kernel for it.
///
/// # Panics
///
/// If there is no such process.
pub(crate) fn used_by(pid: u32) -> Duration {
    let [own, _] = times_of(pid).expect("the process runs");
    own
}

/// As [`used_by`], with all that the processes it started have used, whether they still run or have ended.
///
/// # Panics
///
/// If there is no such process.
pub(crate) fn used_by_all_of(pid: u32) -> Duration {
    let [own, ended] = times_of(pid).expect("the process runs");
    // One that ends at this very moment is missed; the next reading has it.
    let running = children_of(pid).into_iter().filter_map(times_of);
    own + ended + running.map(|[own, ended]| own + ended).sum::<Duration>()
}

/// What a process has used by itself, and what those have that it started and that have ended.
fn times_of(pid: u32) -> Option<[Duration; 2]> {
    times_in(&fs::read_to_string(format!("/proc/{pid}/stat")).ok()?)
}

/// The same, of the text of a `/proc/PID/stat`.
fn times_in(stat: &str) -> Option<[Duration; 2]> {
    // The name, in parentheses, may hold anything; the numbers follow it.
    let (_, numbers) = stat.rsplit_once(')')?;
    let ticks: Vec<u32> =
        numbers.split_whitespace().skip(11).take(4).filter_map(|ticks| ticks.parse().ok()).collect();
    let [user, system, ended_user, ended_system] = ticks.as_slice() else { return None };
    Some([TICK * (user + system), TICK * (ended_user + ended_system)])
}

/// The processes whose parent is `pid`: the ones that a PostgreSQL server works with.
fn children_of(pid: u32) -> Vec<u32> {
    let children = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap_or_default();
    children.split_whitespace().filter_map(|child| child.parse().ok()).collect()
}

/// The resident memory of a process, in bytes: what it keeps in RAM, shared pages of its program included.
///
/// # Panics
///
/// If there is no such process.
pub(crate) fn resident(pid: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).expect("the process runs");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("a process has memory");
    let kilobytes: u64 =
        line.trim().trim_end_matches("kB").trim().parse().expect("its size is a number of kB");
    kilobytes * 1024
}

#[cfg(test)]
mod tests {
    use std::process;

    use super::*;

    #[test]
    fn what_was_used_stands_behind_a_name_that_may_hold_anything() {
        let stat = "7 (a) b) S 1 7 7 0 -1 4194560 1 2 3 4 100 20 3000 400 20 0 1 0 5";
        let expected = [Duration::from_millis(1_200), Duration::from_secs(34)];
        assert_eq!(times_in(stat), Some(expected));
        assert_eq!(times_in("7 (a) S 1"), None);
    }

    #[test]
    fn all_of_a_process_have_used_at_least_what_it_has() {
        let own = used_by(process::id());
        assert!(used_by_all_of(process::id()) >= own);
    }
}
