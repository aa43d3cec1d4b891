//! Dates as they were seen, one a line.

use chrono::{DateTime, Utc};

use super::*;

fn read(text: &str) -> String {
    parse(text, &Hints::default())
        .map_or_else(|| "none".into(), |w| w.instant(None).with_timezone(&Utc).format("%Y-%m-%dT%H:%M:%SZ").to_string())
}

fn seen(text: &str, language: &str) -> String {
    let now = DateTime::parse_from_rfc3339("2024-06-01T12:00:00Z").ok().map(|n| n.to_utc());
    let hints = Hints { language: Some(language).filter(|l| !l.is_empty()), now, ..Hints::default() };
    find(text, &hints).map_or_else(
        || "none".into(),
        |(range, w)| {
            let time = w.time.map_or_else(String::new, |t| t.format(" %H:%M").to_string());
            let offset = w.offset.map_or_else(String::new, |o| o.to_string());
            assert!(text.get(range).is_some());
            format!("{}{time}{offset}", w.date)
        },
    )
}

macro_rules! all {
    ($($text:expr => $wanted:expr),* $(,)?) => {{
        let wrong: Vec<String> = [$(($text, read($text), $wanted)),*].iter().filter(|(_, got, wanted)| got != wanted).map(|(t, g, w)| format!("{t:?}: {g}, wanted {w}")).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }};
}

macro_rules! all_seen {
    ($($text:expr, $language:expr => $wanted:expr),* $(,)?) => {{
        let wrong: Vec<String> = [$(($text, seen($text, $language), $wanted)),*].iter().filter(|(_, got, wanted)| got != wanted).map(|(t, g, w)| format!("{t:?}: {g}, wanted {w}")).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }};
}

mod calendars;
mod languages;

#[test]
fn rfc_822_dates_are_read_with_their_common_faults() {
    all! {
        "Thu, 01 Jan 2004 19:48:21 GMT" => "2004-01-01T19:48:21Z",
        "Thu, 01 Jan 04 19:48:21 GMT" => "2004-01-01T19:48:21Z",
        "Thu,  5 Apr 2012 10:00:00 GMT" => "2012-04-05T10:00:00Z",
        "Thu, 30 Apr 2015 08:57:00 MET" => "2015-04-30T07:57:00Z",
        "Thu, 30 Apr 2015 08:57:00 MEST" => "2015-04-30T06:57:00Z",
        "Wed, 19 Aug 2009 18:28:00 Etc/GMT" => "2009-08-19T18:28:00Z",
        "Wed, 19 Feb 2012 22:40:00 GMT-01:01" => "2012-02-19T23:41:00Z",
        "Wed, 19 Feb 2012 22:40:00 -01:01" => "2012-02-19T23:41:00Z",
        "Mon, 13 Feb, 2012 06:28:00 UTC" => "2012-02-13T06:28:00Z",
        "Thu, 01 Jan 2004 00:00 GMT" => "2004-01-01T00:00:00Z",
        "Thu, 01 Jan 2004" => "2004-01-01T00:00:00Z",
        "Mon, 26 January 2004 16:31:00 AT" => "2004-01-26T20:31:00Z",
        "Mon, 26 January 2004 16:31:00 ET" => "2004-01-26T21:31:00Z",
        "Mon, 26 January 2004 16:31:00 CT" => "2004-01-26T22:31:00Z",
        "Mon, 26 January 2004 16:31:00 MT" => "2004-01-26T23:31:00Z",
        "Mon, 26 January 2004 16:31:00 PT" => "2004-01-27T00:31:00Z",
        "Mon, 02 Jan 2006 15:04:05 EST" => "2006-01-02T20:04:05Z",
        "Mon,02 January 2006 15:04:05 EST" => "2006-01-02T20:04:05Z",
        "Mon, 02 Jan 2006 15:04:05 PDT" => "2006-01-02T22:04:05Z",
        "Mon, 02 Jan 2006 15:04:05 XYZ" => "2006-01-02T15:04:05Z",
        "Tue, 15 Nov 2022 20:15:04 Z" => "2022-11-15T20:15:04Z",
        "02 Jan 2006 15:04:05 -0700" => "2006-01-02T22:04:05Z",
        "Monday, 02-Jan-06 15:04:05 MST" => "2006-01-02T22:04:05Z",
        "Thu, 01 Aug 2019 16:15 EDT" => "2019-08-01T20:15:00Z",
        "\n   Tue, 06 Aug 2019 05:01:15 +0000\n" => "2019-08-06T05:01:15Z",
        "Wed, 01 May 24 10:00 EST" => "2024-05-01T15:00:00Z",
        "Thu, 05 Apr 2012 24:00:00 GMT" => "2012-04-06T00:00:00Z",
        "Sat, 31 Dec 2016 23:59:60 GMT" => "2017-01-01T00:00:00Z",
        "Fri, 2006/09/15 08:19:53 EDT" => "2006-09-15T12:19:53Z",
        "Mon Jan 02 2006 15:04:05 GMT-0700 (MST)" => "2006-01-02T22:04:05Z",
        "Fri May 03 2024 10:00:00 GMT+0200 (Mitteleuropäische Sommerzeit)" => "2024-05-03T08:00:00Z",
        "Mon, 2 Jan 2006 15:04:05 +0100 (CET)" => "2006-01-02T14:04:05Z",
    }
}

#[test]
fn iso_8601_and_its_dialects_are_read() {
    all! {
        "2003-12-31T10:14:55Z" => "2003-12-31T10:14:55Z",
        "2003-12-31T10:14Z" => "2003-12-31T10:14:00Z",
        "2003-12-31T10:14:55-08:00" => "2003-12-31T18:14:55Z",
        "2003-12-31T10:14:55.123456789+01:00" => "2003-12-31T09:14:55Z",
        "2003-12-31t10:14:55z" => "2003-12-31T10:14:55Z",
        "2003-012-31T10:14:55+00:00" => "2003-12-31T10:14:55Z",
        "2003-12-31" => "2003-12-31T00:00:00Z",
        "2003-12" => "2003-12-01T00:00:00Z",
        "2003-335" => "2003-12-01T00:00:00Z",
        "2003335" => "2003-12-01T00:00:00Z",
        "03335" => "2003-12-01T00:00:00Z",
        "031231" => "2003-12-31T00:00:00Z",
        "03-12-31" => "2003-12-31T00:00:00Z",
        "-0312" => "2003-12-01T00:00:00Z",
        "-03-12" => "2003-12-01T00:00:00Z",
        "20031231" => "2003-12-31T00:00:00Z",
        "20060102T150405Z" => "2006-01-02T15:04:05Z",
        "20060102T150405+0100" => "2006-01-02T14:04:05Z",
        "20060102150405" => "2006-01-02T15:04:05Z",
        "2024-W18-3" => "2024-05-01T00:00:00Z",
        "2004-07-08 23:56:58 -00:20" => "2004-07-09T00:16:58Z",
        "2004-07-08 23:56:58" => "2004-07-08T23:56:58Z",
        "2004-07-08 23:56:58.0" => "2004-07-08T23:56:58Z",
        "2006-01-02 15:04:05 +0000 UTC" => "2006-01-02T15:04:05Z",
        "2006-01-02 15:04:05 Europe/Berlin" => "2006-01-02T14:04:05Z",
        "2024-05-01T10:00+02:00[Europe/Berlin]" => "2024-05-01T08:00:00Z",
        "2018-04-10T05:00:00+00:00" => "2018-04-10T05:00:00Z",
        "2006-1-2 15:4:5" => "2006-01-02T15:04:05Z",
        "2006/01/02 15:04:05" => "2006-01-02T15:04:05Z",
        "1714557600" => "2024-05-01T10:00:00Z",
        "1714557600000" => "2024-05-01T10:00:00Z",
        "2024-05-01T10:00:00,5Z" => "2024-05-01T10:00:00Z",
    }
}

#[test]
fn other_dialects_of_feeds_are_read() {
    all! {
        "Sun Jan  4 16:29:06 2004" => "2004-01-04T16:29:06Z",
        "Sun Jul 15 01:16:00 +0000 2012" => "2012-07-15T01:16:00Z",
        "Sun Jan  4 16:29:06 PST 2004" => "2004-01-05T00:29:06Z",
        "Thu Aug 30 2012 17:26:16 +0200" => "2012-08-30T15:26:16Z",
        "2004년 05월 28일  01:31:15" => "2004-05-28T01:31:15Z",
        "2004-05-25 오후 11:23:17" => "2004-05-25T23:23:17Z",
        "Κυρ, 11 Ιούλ 2004 12:00:00 EST" => "2004-07-11T17:00:00Z",
        "2004-július-13T9:15-05:00" => "2004-07-13T14:15:00Z",
        "2006-Jan-02" => "2006-01-02T00:00:00Z",
        "January 2, 2006 03:04 PM" => "2006-01-02T15:04:00Z",
        "Mon, Jan 2, 2006 at 3:04pm" => "2006-01-02T15:04:00Z",
        "Jan 2 2006 3:04:05 PM" => "2006-01-02T15:04:05Z",
        "Wed, 15 May 2024 09.30.00 GMT" => "2024-05-15T09:30:00Z",
        "15 Mei 2024 09.30 WIB" => "2024-05-15T02:30:00Z",
        "15.05.2024 9.30" => "2024-05-15T09:30:00Z",
        "15.05.24" => "2024-05-15T00:00:00Z",
        "02.01.2006 15:04" => "2006-01-02T15:04:00Z",
        "15:04 02.01.2006 -0700" => "2006-01-02T22:04:00Z",
        "Monday, January 2, 2006" => "2006-01-02T00:00:00Z",
        "2 January 2006" => "2006-01-02T00:00:00Z",
        "Updated January 2, 2006" => "2006-01-02T00:00:00Z",
        "1/2/2006 3:04:05 PM MST" => "2006-01-02T22:04:05Z",
        "jeu., 02 févr. 2012 10:00:00 +0100" => "2012-02-02T09:00:00Z",
        "Mi, 01 Mai 2024 10:00:00 +0200" => "2024-05-01T08:00:00Z",
        "Срд, 01 май 2024 10:00:00 +0300" => "2024-05-01T07:00:00Z",
    }
}

#[test]
fn garbage_is_no_date() {
    for text in [
        "", "yesterday-ish", "2024-02-30T25:61:61Z", "32 Foo 2020", "0000-00-00T00:00:00Z",
        "Mon, 01 Jan 0001 00:00:00 GMT", "99999-01-01", "-1", "1e999", "2024-05-01T10:00:00+99:99",
        "Sun, 16 Dec 2012 1:2:3:4 GMT", "2003-12-31T25:14:55Z", "Sun, 31 Feb 2004 10:00:00 GMT", "May", "12", "1.2.3",
        "4 May", "2003", "2026", "page 3 of 12", "-", "T", "::::", "+", "2024-13-01", "2024-W54-1",
        "Lorem ipsum 3 May 2024 dolor",
    ] {
        assert_eq!(read(text), "none", "{text:?}");
    }
}

#[test]
fn dates_are_found_in_visible_text() {
    all_seen! {
        "الجمعة 24 نيسان / أبريل 2020", "ar" => "2020-04-24",
        "( Pescasseroli, 14 Gennaio 20 )", "it" => "2020-01-14",
        "PUBLISHED JAN 4, 2021", "en" => "2021-01-04",
        "3. Mai 2024, 10:00 Uhr", "de" => "2024-05-03 10:00",
        "Pressemitteilung vom 26. Januar 2022 zum Thema", "de" => "2022-01-26",
        "19 Juil Une nouvelle", "fr" => "2023-07-19",
        "18-07-2019 - 11:37", "en" => "2019-07-18 11:37",
        "Oct. 18th, 2012 9:30 PM EST", "en" => "2012-10-18 21:30-05:00",
        "Erschienen am: 13.10.2021", "de" => "2021-10-13",
        "Embargoed until 00:01 GMT on Tuesday 14 May 2024", "en" => "2024-05-14 00:01+00:00",
        "EMBARGOED UNTIL 0001 hrs BST, 14 May 2024", "en" => "2024-05-14 00:01+01:00",
        "Sperrfrist: 3. Mai 2024, 10:00 Uhr MESZ", "de" => "2024-05-03 10:00+02:00",
        "Pressemitteilung vom 10.08.21", "de" => "2021-08-10",
        "WASHINGTON (January 24, 2017) —", "en" => "2017-01-24",
        "Hamilton, Bermuda – September 17, 2015 --", "en" => "2015-09-17",
        "Berlin, 28.10.2021, 058/21", "de" => "2021-10-28",
        "3.\u{a0}Ja\u{ad}nu\u{ad}ar\u{a0}2024", "de" => "2024-01-03",
        "le 1er mai 2024 à 14h30", "fr" => "2024-05-01 14:30",
        "Madrid, 3 de mayo de 2024", "es" => "2024-05-03",
        "Lisboa, 3 de Março de 2024", "pt" => "2024-03-03",
        "1º de maio de 2024 às 10h", "pt" => "2024-05-01 10:00",
        "5 września 2023 r.", "pl" => "2023-09-05",
        "12 listopada 2023", "hr" => "2023-10-12",
        "12 listopada 2023", "pl" => "2023-11-12",
        "den 3 maj 2024 kl. 14.30", "sv" => "2024-05-03 14:30",
        "3. toukokuuta 2024 klo 9.00", "fi" => "2024-05-03 09:00",
        "1. května 2024", "cs" => "2024-05-01",
        "1. 5. 2024", "cs" => "2024-05-01",
        "2024. május 1.", "hu" => "2024-05-01",
        "1 май 2024 г.", "bg" => "2024-05-01",
        "2024年5月1日（水）10時30分", "ja" => "2024-05-01 10:30",
        "令和6年5月1日", "ja" => "2024-05-01",
        "发布时间：2024-05-01 09:30", "zh" => "2024-05-01 09:30",
        "2024년 5월 1일 수요일", "ko" => "2024-05-01",
        "2024 m. gegužės 1 d.", "lt" => "2024-05-01",
        "2024. gada 1. maijs", "lv" => "2024-05-01",
        "1 d’abril de 2024", "ca" => "2024-04-01",
        "ngày 1 tháng 5 năm 2024", "vi" => "2024-05-01",
        "12 Ağustos 2023 Cumartesi", "tr" => "2023-08-12",
        "1 مايو 2024", "ar" => "2024-05-01",
        "3.V.2024", "pl" => "2024-05-03",
        "03/04/2024", "en-US" => "2024-03-04",
        "03/04/2024", "en-GB" => "2024-04-03",
        "03/04/2024", "fr" => "2024-04-03",
        "Thursday 03/04/2024", "" => "2024-04-03",
        "2024/05/01", "en" => "2024-05-01",
        "4:05 p.m. ET, Jan 4, 2021", "en" => "2021-01-04 16:05-05:00",
        "May 3-5, 2024", "en" => "2024-05-03",
        "4 Jan ’21", "en" => "2021-01-04",
        "Friday, 19 July", "en" => "2019-07-19",
    }
}

#[test]
fn numbers_that_are_no_dates_are_left_alone() {
    for text in [
        "page 3 of 12", "version 1.2.3", "Version 10.12.14", "€ 1.250.000", "call 01-23-45-67-89", "+44 20 7413 5566",
        "10.08.21.5", "192.168.10.20", "ISBN 978-3-16-148410-0", "2020-2024", "In May 2024 we", "may 3 people",
        "12:30", "No. 058/21", "5 may be", "H2 2024", "1/2", "24/7", "3 in 4", "20 May",
    ] {
        assert!(
            find(text, &Hints { language: Some("en"), ..Hints::default() }).is_none(),
            "{text:?} {:?}",
            seen(text, "en")
        );
    }
}

#[test]
fn a_dotted_time_behind_a_day_is_a_time_where_nothing_is_counted() {
    all_seen! {
        "Julkaistu 12.3.2024 klo 14.05", "fi" => "2024-03-12 14:05",
        "12.3.2024 klo 9.05.", "fi" => "2024-03-12 09:05",
        "12.3.2024 14.05", "fi" => "2024-03-12 14:05",
        "12.3.2024, 14.05", "" => "2024-03-12 14:05",
        "15/05/2024 14.05 WIB", "id" => "2024-05-15 14:05+07:00",
        "15. maj 2024 09.30", "da" => "2024-05-15 09:30",
        "15.05.2024 14.05 milioner", "no" => "2024-05-15",
        "15.05.2024 14.05 €", "de" => "2024-05-15",
        "15.05.2024 14.05.2024", "de" => "2024-05-15",
    }
    all! {
        "12.3.2024 klo 14.05" => "2024-03-12T14:05:00Z",
        "12.3.2024 14.05" => "2024-03-12T14:05:00Z",
    }
}

#[test]
fn the_hour_behind_a_day_is_no_year() {
    all_seen! {
        "12 mai à 18h", "fr" => "2024-05-12 18:00",
        "12 mai 18 h 30", "fr" => "2024-05-12 18:30",
        "14 gennaio 20", "it" => "2020-01-14",
    }
}

#[test]
fn an_apostrophe_stands_for_the_century() {
    all! {
        "'24.11.3" => "2024-11-03T00:00:00Z",
        "'24.11.03" => "2024-11-03T00:00:00Z",
        "\u{2019}24.5.13" => "2024-05-13T00:00:00Z",
        "\u{2018}24/05/13" => "2024-05-13T00:00:00Z",
    }
    all_seen! { "게시일 '24.5.3", "ko" => "2024-05-03", "24.5.3", "ja" => "2024-05-03" }
}

#[test]
fn an_age_in_one_letter_is_a_distance() {
    all_seen! {
        "3h", "en" => "2024-06-01 09:00+00:00",
        "1d", "en" => "2024-05-31",
        "2w", "" => "2024-05-18",
        "3j", "fr" => "2024-05-29",
        "5m", "en" => "none",
        "90s", "en" => "none",
        "3D", "en" => "none",
        "0d", "en" => "none",
        "3h 20", "en" => "none",
    }
}

#[test]
fn relative_times_need_a_clock() {
    all_seen! {
        "3 hours ago", "en" => "2024-06-01 09:00+00:00",
        "vor 2 Tagen", "de" => "2024-05-30",
        "il y a 3 jours", "fr" => "2024-05-29",
        "Gestern", "de" => "2024-05-31",
        "an hour ago", "en" => "2024-06-01 11:00+00:00",
    }
    assert_eq!(read("3 hours ago"), "none");
}

#[test]
fn a_date_that_needs_a_hint_is_handed_on_as_read() {
    let now = DateTime::from_timestamp(1_717_243_200, 0);
    let text = |text: &str, language| {
        let hints = Hints { language: Some(language), now, ..Hints::default() };
        let (range, when) = find(text, &hints).unwrap();
        as_text(&text[range], &when)
    };
    assert_eq!(text("3 May 2024", "en"), "3 May 2024");
    assert_eq!(text("03/04/2024", "en-US"), "2024-03-04");
    assert_eq!(text("114-10-24", "zh-TW"), "2025-10-24");
    assert_eq!(text("3 May", "en"), "2024-05-03");
    assert_eq!(text("3 hours ago", "en"), "2024-06-01T09:00:00+00:00");
}

#[test]
fn a_zone_by_name_follows_summer_time() {
    let summer =
        When { date: NaiveDate::from_ymd_opt(2024, 7, 1).unwrap(), time: None, offset: None, basis: Basis::Printed };
    let winter = When { date: NaiveDate::from_ymd_opt(2024, 1, 1).unwrap(), ..summer };
    assert_eq!(summer.instant(Some(Tz::Europe__Berlin)).to_rfc3339(), "2024-07-01T00:00:00+02:00");
    assert_eq!(winter.instant(Some(Tz::Europe__Berlin)).to_rfc3339(), "2024-01-01T00:00:00+01:00");
    assert_eq!(winter.instant(None).to_rfc3339(), "2024-01-01T00:00:00+00:00");
}

#[test]
fn the_numbers_of_a_page_prove_their_order() {
    assert_eq!(order_of(["03/04/2024", "31/12/2023"].into_iter()), Some(true));
    assert_eq!(order_of(["03/04/2024", "12/31/2023"].into_iter()), Some(false));
    assert_eq!(order_of(["03/04/2024", "none"].into_iter()), None);
}

#[test]
fn a_long_text_is_searched_in_linear_time() {
    let text = "In 2023 the 12 members of 3 groups met on 4 May 2024 at 10:00, 1.5 km from 2024-05-01. ".repeat(2300);
    let began = std::time::Instant::now();
    assert_eq!(find_all(&text, &Hints::default()).len(), 4600);
    eprintln!("find_all over {} kB: {:?}", text.len() / 1000, began.elapsed());
    let hostile = "1 ".repeat(50_000)
        + &"jan ".repeat(50_000)
        + &"1/1/".repeat(50_000)
        + &"10:10:".repeat(20_000)
        + &"2024 ".repeat(20_000)
        + "2024-05-01 10:00 "
        + &"[(".repeat(50_000);
    let began = std::time::Instant::now();
    find_all(&hostile, &Hints::default());
    eprintln!("hostile {} kB: {:?}", hostile.len() / 1000, began.elapsed());
    assert!(began.elapsed().as_secs() < 2);
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { failure_persistence: None, ..Default::default() })]
    #[test]
    fn no_text_makes_the_reader_panic(text in "[0-9A-Za-z ./:,+年月日TZ()’-]{0,60}|\\PC{0,60}") {
        let hints = Hints { now: DateTime::from_timestamp(1_717_243_200, 0), ..Hints::default() };
        let _ = parse(&text, &hints);
        for (range, _) in find_all(&text, &hints) {
            proptest::prop_assert!(text.get(range).is_some());
        }
    }
}
