//! "3 hours ago", "gestern", "il y a 2 jours": only against a clock.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use super::tokens::{Tokens, fold};
use super::{Hints, When};

/// Unit by its folded name, in seconds.
const UNITS: &[(&str, i64)] = &[
    (
        "second seconds sec secs sekunde sekunden seconde secondes segundo segundos secondo secondi seconden sekund sekunder sekundy s",
        1,
    ),
    ("minute minutes min mins minuten minuto minutos minuti minuut minuter minuty minut minutter m", 60),
    (
        "hour hours hr hrs stunde stunden heure heures hora horas ora ore uur uren timme timmar godzine godziny godzin time timer h",
        3600,
    ),
    ("day days tag tagen tage jour jours dia dias giorno giorni dag dagen dagar dage dzien dni d", 86_400),
    (
        "week weeks woche wochen semaine semaines semana semanas settimana settimane weken vecka veckor tydzien tygodnie tygodni uge uger w",
        604_800,
    ),
];
const AGO: &str = "ago vor il y a hace fa geleden ha temu sedan siden";
const TODAY: &str = "today heute aujourd'hui hoy oggi vandaag hoje dzis dzisiaj idag just now";
const YESTERDAY: &str = "yesterday gestern hier ayer ieri gisteren ontem wczoraj igar igår i går";

/// A whole string that tells a moment by its distance from now.
pub fn read(t: &Tokens<'_>, hints: &Hints<'_>) -> Option<When> {
    let now = hints.now?;
    let text = fold(t.text.trim().trim_end_matches('.'));
    if text.len() > 40 {
        return None;
    }
    let named = |list: &str| list.split(' ').any(|w| fold(w) == text);
    if named(TODAY) {
        return Some(day(now, hints.zone));
    }
    if named(YESTERDAY) {
        return Some(day(now - TimeDelta::days(1), hints.zone));
    }
    let at = (0..t.len()).find(|i| t.number(*i).is_some()).or_else(|| {
        matches!(text.as_str(), "an hour ago" | "a day ago" | "a minute ago" | "a week ago").then_some(0)
    })?;
    let amount = t.number(at).map_or(1, |(n, _)| n);
    let seconds = t
        .word(at + 1)
        .and_then(|w| UNITS.iter().find(|(names, _)| names.split(' ').any(|n| n == w)))
        .map(|(_, s)| *s)?;
    let told = |i: usize| t.word(i).is_some_and(|w| AGO.split(' ').any(|a| a == w));
    let rest_is_clear = (0..t.len()).all(|i| i == at || i == at + 1 || told(i) || t.mark(i) == Some('.'));
    let tells = (0..t.len()).any(|i| i != at + 1 && i != at && told(i));
    if !tells || !rest_is_clear || amount > 10_000 {
        return None;
    }
    let moment = now.checked_sub_signed(TimeDelta::seconds(seconds.checked_mul(i64::from(amount))?))?;
    if seconds >= 86_400 { Some(day(moment, hints.zone)) } else { Some(exact(moment, hints.zone)) }
}

fn day(moment: DateTime<Utc>, zone: Option<Tz>) -> When {
    When { time: None, offset: None, ..exact(moment, zone) }
}

fn exact(moment: DateTime<Utc>, zone: Option<Tz>) -> When {
    let local = moment.with_timezone(&zone.unwrap_or(Tz::UTC)).fixed_offset();
    When { date: local.date_naive(), time: Some(local.time()), offset: Some(*local.offset()) }
}
