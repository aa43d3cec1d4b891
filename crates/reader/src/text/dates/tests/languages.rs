//! Words for year, hour and weekday, and relative dates, in every language whose months are known.

use super::*;

#[test]
fn words_for_year_hour_and_weekday_stand_around_the_figures() {
    all_seen! {
        "5. ožujka 2024. godine u 10 sati", "hr" => "2024-03-05 10:00",
        "utorak, 5. ožujka 2024. u 10.30", "hr" => "2024-03-05 10:30",
        "5. marca 2024. godine", "sr" => "2024-03-05",
        "уторак, 5. март 2024. године у 10 сати", "sr" => "2024-03-05 10:00",
        "5 марта 2024 года, вторник, 10 часов", "ru" => "2024-03-05 10:00",
        "5 березня 2024 року о 10:30", "uk" => "2024-03-05 10:30",
        "5 март 2024 година, 10.30 ч.", "bg" => "2024-03-05 10:30",
        "2024. március 5., kedd 10 óra", "hu" => "2024-03-05 10:00",
        "2024. gada 5. marts plkst. 10.30", "lv" => "2024-03-05 10:30",
        "2024 m. kovo 5 d. 10 val.", "lt" => "2024-03-05 10:00",
        "5. märts 2024. aasta kell 10.30", "et" => "2024-03-05 10:30",
        "5. mars árið 2024 kl. 10:30", "is" => "2024-03-05 10:30",
        "5. marca leta 2024 ob 10. uri", "sl" => "2024-03-05",
        "5. března roku 2024 v 10 hodin", "cs" => "2024-03-05 10:00",
        "5. marca 2024 o 10.30 hod.", "sk" => "2024-03-05 10:30",
        "5 martie 2024, ora 10:30", "ro" => "2024-03-05 10:30",
        "5 Mart 2024 Salı saat 10.30", "tr" => "2024-03-05 10:30",
        "Τρίτη, 5 Μαρτίου 2024, ώρα 10:30", "el" => "2024-03-05 10:30",
        "5. maaliskuuta vuonna 2024 klo 10", "fi" => "2024-03-05",
        "5 de marzo del año 2024 a las 10 horas", "es" => "2024-03-05 10:00",
        "le 5 mars de l'an 2024 à 10 heures", "fr" => "2024-03-05 10:00",
        "5. März im Jahr 2024", "de" => "2024-03-05",
        "5 Maret 2024 pukul 10.30", "id" => "2024-03-05 10:30",
        "5 Mac 2024 jam 10.30", "ms" => "2024-03-05 10:30",
        "ngày 5 tháng 3 năm 2024 lúc 10:30", "vi" => "2024-03-05 10:30",
        "5 مارس عام 2024 الساعة 10:30", "ar" => "2024-03-05 10:30",
        "5 במרץ 2024 בשעה 10:30", "he" => "2024-03-05 10:30",
        "5 मार्च 2024, मंगलवार 10:30", "hi" => "2024-03-05 10:30",
        "5 сакавіка 2024 года", "be" => "2024-03-05",
        "5 март 2024 година", "mk" => "2024-03-05",
        "5 mars 2024, ora 10:30", "sq" => "2024-03-05 10:30",
    }
}

#[test]
fn relative_dates_are_read_in_every_language() {
    all_seen! {
        "vor einer Woche", "de" => "2024-05-25",
        "il y a une semaine", "fr" => "2024-05-25",
        "hace una semana", "es" => "2024-05-25",
        "heute, 10:15 Uhr", "de" => "2024-06-01 10:15",
        "Gestern um 18.30 Uhr", "de" => "2024-05-31 18:30",
        "Today, 10:15", "en" => "2024-06-01 10:15",
        "10:15 today", "en" => "2024-06-01 10:15",
        "vorgestern", "de" => "2024-05-30",
        "vor einer Stunde", "de" => "2024-06-01 11:00+00:00",
        "Published 2 days ago", "en" => "2024-05-30",
        "1 day and 3 hours ago", "en" => "2024-05-31",
        "2 months ago", "en" => "2024-04-01",
        "un'ora fa", "it" => "2024-06-01 11:00+00:00",
        "2 giorni fa", "it" => "2024-05-30",
        "2 dagen geleden", "nl" => "2024-05-30",
        "há 2 dias", "pt" => "2024-05-30",
        "2 dni temu", "pl" => "2024-05-30",
        "godzinę temu", "pl" => "2024-06-01 11:00+00:00",
        "för 2 dagar sedan", "sv" => "2024-05-30",
        "i går", "sv" => "2024-05-31",
        "for 2 dage siden", "da" => "2024-05-30",
        "for 2 dager siden", "nb" => "2024-05-30",
        "2 päivää sitten", "fi" => "2024-05-30",
        "před 2 dny", "cs" => "2024-05-30",
        "před hodinou", "cs" => "2024-06-01 11:00+00:00",
        "pred 2 dňami", "sk" => "2024-05-30",
        "acum 2 zile", "ro" => "2024-05-30",
        "2 nappal ezelőtt", "hu" => "2024-05-30",
        "2 napja", "hu" => "none",
        "преди 2 дни", "bg" => "2024-05-30",
        "2 дня назад", "ru" => "2024-05-30",
        "неделю назад", "ru" => "2024-05-25",
        "Сегодня в 10:15", "ru" => "2024-06-01 10:15",
        "2 дні тому", "uk" => "2024-05-30",
        "2 дні таму", "be" => "2024-05-30",
        "πριν από 2 ημέρες", "el" => "2024-05-30",
        "2 gün önce", "tr" => "2024-05-30",
        "Dün", "tr" => "2024-05-31",
        "prije 2 dana", "hr" => "2024-05-30",
        "pred 2 dnevi", "sl" => "2024-05-30",
        "пре 2 дана", "sr" => "2024-05-30",
        "2 päeva tagasi", "et" => "2024-05-30",
        "pirms 2 dienām", "lv" => "2024-05-30",
        "prieš 2 dienas", "lt" => "2024-05-30",
        "fyrir 2 dögum", "is" => "2024-05-30",
        "fa 2 dies", "ca" => "2024-05-30",
        "hai 2 días", "gl" => "2024-05-30",
        "duela 2 egun", "eu" => "2024-05-30",
        "2 ddiwrnod yn ôl", "cy" => "2024-05-30",
        "2 hari yang lalu", "id" => "2024-05-30",
        "2 hari lalu", "ms" => "2024-05-30",
        "2 ngày trước", "vi" => "2024-05-30",
        "منذ يومين", "ar" => "2024-05-30",
        "قبل 3 أيام", "ar" => "2024-05-29",
        "לפני יומיים", "he" => "2024-05-30",
        "2 روز پیش", "fa" => "2024-05-30",
        "2 दिन पहले", "hi" => "2024-05-30",
        "2 วันที่แล้ว", "th" => "2024-05-30",
        "2天前", "zh" => "2024-05-30",
        "3小时前", "zh" => "2024-06-01 09:00+00:00",
        "1周前", "zh" => "2024-05-25",
        "昨天 18:30", "zh" => "2024-05-31 18:30",
        "2日前", "ja" => "2024-05-30",
        "3時間前", "ja" => "2024-06-01 09:00+00:00",
        "2일 전", "ko" => "2024-05-30",
        "3시간 전", "ko" => "2024-06-01 09:00+00:00",
        "어제", "ko" => "2024-05-31",
        "вчера", "" => "2024-05-31",
    }
}

#[test]
fn texts_that_only_hold_a_word_of_distance_are_no_dates() {
    for (text, language) in [
        ("Hier klicken", "de"),
        ("hier", "de"),
        ("today's news", "en"),
        ("Yesterday and tomorrow", "en"),
        ("3 days left", "en"),
        ("for 2 dogs", "da"),
        ("2 hours", "en"),
        ("今日のニュース", "ja"),
        ("三天前線", "zh"),
    ] {
        assert_eq!(seen(text, language), "none", "{text}");
    }
}

#[test]
fn every_language_of_months_has_its_words_and_its_distances() {
    let words: Vec<_> = words::languages().collect();
    let distances: Vec<_> = relative_names::ROWS.iter().map(|row| row.language).collect();
    let lacking: Vec<_> =
        names::languages().filter(|l| !words.contains(l) || !(distances.contains(l) || *l == "sq")).collect();
    assert!(lacking.is_empty(), "{lacking:?}");
}
