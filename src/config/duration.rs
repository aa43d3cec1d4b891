//! Durations as people write them: `1s`, `5m`, `2h`, `7d`, `2y`, `1h30m`.

use std::time::Duration;

const UNITS: [(&str, u64); 7] =
    [("ms", 0), ("s", 1), ("m", 60), ("h", 3_600), ("d", 86_400), ("w", 604_800), ("y", 31_557_600)];

/// Reads one; zero is no interval, but some settings allow it.
pub fn parse_or_zero(text: &str) -> Result<Duration, String> {
    let wrong = || format!("{text:?} is no duration -> a number and a unit: \"30s\", \"15m\", \"2h\", \"7d\"");
    let mut rest = text.trim();
    let mut total = Duration::ZERO;
    if rest.is_empty() {
        return Err(wrong());
    }
    while !rest.is_empty() {
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let number: u64 = rest[..digits].parse().map_err(|_| wrong())?;
        rest = &rest[digits..];
        let letters = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_alphabetic()).len();
        let (_, seconds) = UNITS.iter().find(|(name, _)| *name == &rest[..letters]).ok_or_else(wrong)?;
        let part = match seconds {
            0 => Duration::from_millis(number),
            seconds => Duration::from_secs(number.checked_mul(*seconds).ok_or_else(wrong)?),
        };
        total = total.checked_add(part).ok_or_else(wrong)?;
        rest = rest[letters..].trim_start();
    }
    // later arithmetic on dates must not overflow
    if total > Duration::from_secs(100 * 31_557_600) {
        Err(format!("{text:?} is longer than 100 years -> write less"))
    } else {
        Ok(total)
    }
}

/// Reads one that is greater than zero.
pub fn parse(text: &str) -> Result<Duration, String> {
    match parse_or_zero(text)? {
        Duration::ZERO => Err(format!("{text:?}: must be greater than zero -> e.g. \"15m\"")),
        duration => Ok(duration),
    }
}

/// Writes one, to the two greatest units: `1h 30m`, `45s`.
pub fn human(duration: Duration) -> String {
    let seconds = duration.as_secs();
    let parts: Vec<String> = [("d", 86_400, u64::MAX), ("h", 3_600, 24), ("m", 60, 60), ("s", 1, 60)]
        .into_iter()
        .map(|(name, size, wrap)| (seconds / size % wrap, name))
        .filter(|(number, _)| *number > 0)
        .take(2)
        .map(|(number, name)| format!("{number}{name}"))
        .collect();
    if parts.is_empty() { "0s".into() } else { parts.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_as_written() {
        assert_eq!(parse("90s"), Ok(Duration::from_secs(90)));
        assert_eq!(parse("1h30m"), Ok(Duration::from_secs(5400)));
        assert_eq!(parse("2y").map(|d| d.as_secs()), Ok(2 * 31_557_600));
        for wrong in ["", "soon", "0s", "5", "m", "1x", "99999999999999999999d", "-1s", "５m"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn durations_are_written_to_two_units() {
        assert_eq!(human(Duration::from_secs(5400)), "1h 30m");
        assert_eq!(human(Duration::from_secs(86_400)), "1d");
        assert_eq!(human(Duration::ZERO), "0s");
    }
}
