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
fn months_of_further_languages_are_read_in_their_scripts() {
    all_seen! {
        "৩ নভেম্বর ২০২৩", "bn" => "2023-11-03",
        "3 நவம்பர் 2023", "ta" => "2023-11-03",
        "3 నవంబర్ 2023", "te" => "2023-11-03",
        "३ नोव्हेंबर २०२३", "mr" => "2023-11-03",
        "૩ નવેમ્બર ૨૦૨૩", "gu" => "2023-11-03",
        "3 نومبر 2023", "ur" => "2023-11-03",
        "3 ਨਵੰਬਰ 2023", "pa" => "2023-11-03",
        "3 നവംബർ 2023", "ml" => "2023-11-03",
        "3 ನವೆಂಬರ್ 2023", "kn" => "2023-11-03",
        "2023 නොවැම්බර් 3", "si" => "2023-11-03",
        "៣ វិច្ឆិកា ២០២៣", "km" => "2023-11-03",
        "3 ພະຈິກ 2023", "lo" => "2023-11-03",
        "3 ნოემბერი, 2023", "ka" => "2023-11-03",
        "նոյեմբերի 3, 2023", "hy" => "2023-11-03",
        "3 noyabr 2023", "az" => "2023-11-03",
        "3-noyabr 2023-yil", "uz" => "2023-11-03",
        "2023 жылғы 3 қараша", "kk" => "2023-11-03",
        "2023 оны 11-р сарын 03", "mn" => "2023-11-03",
        "3 Samhain 2023", "ga" => "2023-11-03",
        "3 ta' Novembru 2023", "mt" => "2023-11-03",
        "3 Novemba 2023", "sw" => "2023-11-03",
        "Nobyembre 3, 2023", "tl" => "2023-11-03",
        "3 ኖቬምበር 2023", "am" => "2023-11-03",
        "3 Novemba 2023", "" => "2023-11-03",
        "3 du 2023", "fr" => "none",
        "12 sa 2023", "en" => "none",
        "5 mehr 2023", "de" => "none",
    }
}

#[test]
fn distances_of_further_languages_are_read() {
    all_seen! {
        "৩ দিন আগে", "bn" => "2024-05-29",
        "3 دن پہلے", "ur" => "2024-05-29",
        "3 დღის წინ", "ka" => "2024-05-29",
        "3 օր առաջ", "hy" => "2024-05-29",
        "3 gün əvvəl", "az" => "2024-05-29",
        "3 күн бұрын", "kk" => "2024-05-29",
        "siku 3 zilizopita", "sw" => "2024-05-29",
        "දින 3කට පෙර", "si" => "2024-05-29",
        "3 ថ្ងៃមុន", "km" => "2024-05-29",
        "ከ3 ቀን በፊት", "am" => "2024-05-29",
        "jumejn ilu", "mt" => "2024-05-30",
        "3 araw ang nakalipas", "tl" => "2024-05-29",
        "გუშინ", "ka" => "2024-05-31",
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
fn halves_of_the_day_are_read_in_every_language() {
    all_seen! {
        "12 Mac 2026 2:05 PTG", "ms" => "2026-03-12 14:05",
        "12 mars 2026 2:05 m.d.", "sq" => "2026-03-12 14:05",
        "12 مارس 2026 2:05 م", "ar" => "2026-03-12 14:05",
        "12 مارس 2026 12:05 ص", "ar" => "2026-03-12 00:05",
        "12/03/2026 2:05 ከሰዓት", "am" => "2026-03-12 14:05",
        "12-3-2026 অপৰাহ্ন 2.05", "as" => "2026-03-12 14:05",
        "12-Mar-2026 2:05 GD", "so" => "2026-03-12 14:05",
        "12/03/2026 2:05 CH", "vi" => "2026-03-12 14:05",
        "12/03/2026 2:05 CH", "de" => "2026-03-12 02:05",
        "Treffen am 12.03.2026 um 9:30", "de" => "2026-03-12 09:30",
    }
}

#[test]
fn figures_with_endings_and_short_years_are_read_as_their_language_has_them() {
    let read = |text: &str, language| {
        let hints = Hints { language: Some(language), ..Hints::default() };
        parse(text, &hints).map_or_else(|| "none".to_owned(), |when| when.date.to_string())
    };
    for (text, language) in [
        ("2026(e)ko martxoaren 12(a), osteguna", "eu"),
        ("26/3/12", "eu"),
        ("12 thg 3, 2026", "vi"),
        ("12-03-26", "nl"),
        ("3/12/26", "fil"),
        ("26. 3. 12.", "ko"),
        ("2026 оны гуравдугаар сарын 12, пүрэв гараг", "mn"),
        ("12ê adara 2026an", "ku"),
        ("12 مارس 2026", "fa"),
    ] {
        assert_eq!(read(text, language), "2026-03-12", "{text}");
    }
    assert_eq!(read("3 נוב׳ 2026", "he"), "2026-11-03");
    assert_eq!(read("3 नव॰ 2026", "hi"), "2026-11-03");
    assert_eq!(read("3 نوامبر 2026", "fa"), "2026-11-03");
    assert_eq!(read("2026 оны арван нэгдүгээр сарын 3", "mn"), "2026-11-03");
    assert_eq!(read("12-03-26", "sv"), "2012-03-26");
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
    // CLDR has no distances for these
    let unknown = ["sq", "mr", "zu", "xh", "mg", "oc", "ig", "ku"];
    let distances: Vec<_> = relative_names::ROWS.iter().chain(further_names::ROWS).map(|row| row.language).collect();
    let lacking: Vec<_> =
        names::languages().filter(|l| !words.contains(l) || !(distances.contains(l) || unknown.contains(l))).collect();
    assert!(lacking.is_empty(), "{lacking:?}");
}
