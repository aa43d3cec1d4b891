//! This process, as Linux counts it: what `process_*` of `/metrics` say.

use std::fs;

/// Of a clock tick; `sysconf(_SC_CLK_TCK)` has been 100 on every Linux that we know.
const TICKS: f64 = 100.0;
/// Of a page of memory, on nearly all machines.
const PAGE: u64 = 4096;

/// Figures of now.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Process {
    /// User and system time.
    pub cpu_seconds: f64,
    pub resident_bytes: u64,
    pub open_files: u64,
}

impl Process {
    /// Zeros where there is no /proc.
    pub fn now() -> Self {
        let read = |name: &str| fs::read_to_string(format!("/proc/self/{name}")).unwrap_or_default();
        let open_files = fs::read_dir("/proc/self/fd").map_or(0, |entries| entries.count() as u64);
        Self::of(&read("stat"), &read("statm"), open_files)
    }

    fn of(stat: &str, statm: &str, open_files: u64) -> Self {
        // the name of the program stands in brackets, and may hold anything
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        let ticks = |place: usize| fields.get(place).and_then(|text| text.parse::<f64>().ok()).unwrap_or(0.0);
        let pages = statm.split_whitespace().nth(1).and_then(|text| text.parse::<u64>().ok()).unwrap_or(0);
        Self { cpu_seconds: (ticks(11) + ticks(12)) / TICKS, resident_bytes: pages * PAGE, open_files }
    }
}

#[cfg(test)]
mod tests {
    use super::Process;

    #[test]
    fn the_fields_are_found_whatever_the_program_is_called() {
        let stat = "77 (a ) b) S 1 2 3 4 5 6 7 8 9 10 250 50 0 0 20 0 4 0 99 1 2";
        let process = Process::of(stat, "900 25 3", 7);
        assert_eq!(process, Process { cpu_seconds: 3.0, resident_bytes: 102_400, open_files: 7 });
        assert!(Process::now().resident_bytes > 1_000_000);
    }
}
