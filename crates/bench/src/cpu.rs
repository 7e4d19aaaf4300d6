//! How much processor time processes have used, and how much memory they hold, as the kernel counts it.

use std::{fs, path::Path, time::Duration};

/// The length of the kernel's tick, in which it counts processor time: 10 ms on every Linux of our machines.
const TICK: Duration = Duration::from_millis(10);

/// The processor time that a process has used since it began, in its own code and in the kernel for it.
///
/// # Panics
///
/// If there is no such process.
pub(crate) fn used_by(pid: u32) -> Duration {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).expect("the process runs");
    // The name, in parentheses, may hold anything; the numbers follow it.
    let (_, numbers) = stat.rsplit_once(')').expect("a process has a name");
    let ticks: u32 = numbers
        .split_whitespace()
        .skip(11)
        .take(2)
        .map(|ticks| ticks.parse::<u32>().expect("ticks are a number"))
        .sum();
    TICK * ticks
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

/// The processes whose parent is `pid`: the ones that a PostgreSQL server works with.
pub(crate) fn children_of(pid: u32) -> Vec<u32> {
    let tasks = Path::new("/proc").join(pid.to_string()).join("task").join(pid.to_string()).join("children");
    let children = fs::read_to_string(tasks).unwrap_or_default();
    children.split_whitespace().filter_map(|child| child.parse().ok()).collect()
}
