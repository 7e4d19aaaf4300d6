//! The machine that was measured on, and what else ran there.

use std::{
    env, fs,
    io::{self, Write},
    path::Path,
    process, thread,
};

use bonafide_testkit::postgres::program;

use crate::{
    figures::{Table, median, number},
    load::clock,
};

/// How often the disk is asked to keep what was written.
const SYNCS: usize = 300;
/// As much as a small commit writes.
const PAGE: [u8; 4_096] = [0; 4_096];

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
            row("4 KiB appended and kept (fdatasync), ms", sync().map_or_else(|_| unknown(), number)),
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

/// How long it takes, in milliseconds, until a page that was appended to a file is sure to stay: the median. The file
/// lies where the servers' data does.
fn sync() -> io::Result<f64> {
    let path = env::temp_dir().join(format!("bonafide-bench-sync_{}", process::id()));
    let measured = sync_in(&path);
    fs::remove_file(&path)?;
    measured
}

fn sync_in(path: &Path) -> io::Result<f64> {
    let mut file = fs::File::create_new(path)?;
    let mut millis = Vec::new();
    for _ in 0..SYNCS {
        let began = clock::now();
        file.write_all(&PAGE)?;
        file.sync_data()?;
        millis.push((clock::now() - began).as_secs_f64() * 1_000.0);
    }
    Ok(median(&millis))
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

    #[test]
    fn the_disk_is_asked_and_nothing_is_left() {
        let path = env::temp_dir().join(format!("bonafide-bench-sync_{}", process::id()));
        assert!(sync().unwrap() > 0.0);
        assert!(!path.exists());
    }
}
