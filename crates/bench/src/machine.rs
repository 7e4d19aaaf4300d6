//! The machine that was measured on, and what else ran there.

use std::{fs, thread};

use bonafide_testkit::postgres::program;

use crate::figures::{Table, number};

/// All of it, as the page shows it.
pub(crate) fn table() -> Table {
    let row = |name: &str, value: String| (name.to_owned(), vec![value]);
    Table {
        title: "Machine".to_owned(),
        says: "What the figures above were measured on.".to_owned(),
        columns: vec!["this one".to_owned()],
        rows: vec![
            row("processor", value_in(&read("/proc/cpuinfo"), "model name")),
            row(
                "cores",
                thread::available_parallelism().map_or_else(|_| unknown(), |cores| cores.to_string()),
            ),
            row("the two cores that are used", siblings(&read(SIBLINGS)).to_owned()),
            row("memory", memory(&read("/proc/meminfo"))),
            row("kernel", format!("Linux {}", read("/proc/sys/kernel/osrelease").trim())),
            row("SQLite", rusqlite::version().to_owned()),
            row("PostgreSQL", postgres()),
        ],
    }
}

/// The threads that share a core with the first one: `0`, `0-1`, `0,2`.
const SIBLINGS: &str = "/sys/devices/system/cpu/cpu0/topology/thread_siblings_list";

fn read(path: &str) -> String {
    fs::read_to_string(path).unwrap_or_default()
}

fn unknown() -> String {
    "unknown".to_owned()
}

/// The first value with this name in lines of `name : value`.
fn value_in(text: &str, name: &str) -> String {
    let values = text.lines().filter_map(|line| line.split_once(':'));
    values
        .filter(|(it, _)| it.trim() == name)
        .map(|(_, value)| value.trim().to_owned())
        .next()
        .unwrap_or_else(unknown)
}

/// Whether the second processor, where the load is, is another core or the other half of the first.
fn siblings(list: &str) -> &'static str {
    let list = list.trim();
    let of_one = list.split(',').any(|part| part == "1" || part.starts_with("0-"));
    match list {
        "" => "unknown whether they are hyperthreads of one",
        _ if of_one => "hyperthreads of one core: what one does slows the other down",
        _ => "cores, or parts of them that the system takes for cores",
    }
}

fn memory(meminfo: &str) -> String {
    let total = value_in(meminfo, "MemTotal");
    let kibibytes = total.strip_suffix(" kB").and_then(|it| it.parse::<f64>().ok());
    kibibytes.map_or_else(unknown, |kibibytes| format!("{} GiB", number(kibibytes / f64::from(1 << 20))))
}

fn postgres() -> String {
    let said = program("postgres").arg("--version").output();
    let said =
        said.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()).unwrap_or_default();
    said.strip_prefix("postgres (PostgreSQL) ").map_or_else(unknown, str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernel_is_read() {
        let cpuinfo =
            "processor\t: 0\nmodel name\t: A 64-bit Processor @ 2.80GHz\nprocessor\t: 1\nmodel name\t: B\n";
        assert_eq!(value_in(cpuinfo, "model name"), "A 64-bit Processor @ 2.80GHz");
        assert_eq!(value_in(cpuinfo, "flags"), "unknown");
        assert_eq!(memory("MemTotal:       24684092 kB\nMemFree: 1 kB\n"), "23.5 GiB");
        assert_eq!(memory(""), "unknown");
    }

    #[test]
    fn two_halves_of_a_core_are_told_from_two_cores() {
        for (list, begins) in
            [("0-1\n", "hyper"), ("0,1", "hyper"), ("0,2\n", "cores"), ("0\n", "cores"), ("", "unknown")]
        {
            assert!(siblings(list).starts_with(begins), "{list}");
        }
    }
}
