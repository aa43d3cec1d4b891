//! Words around the figures of a date, a row a language: what stands for "year", before a time, and behind an hour.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::tokens::fold;

/// Language; words for year; words between a day and a time; words for hours. Forms parted by blanks.
const ROWS: &[(&str, &str, &str, &str)] = &[
    ("en", "year ad ce be ah", "at on the time from until by", "h hrs hr hours noon"),
    ("de", "jahr jahre jahres", "um ab bis gegen", "uhr h std"),
    ("fr", "année an l'an", "à vers dès", "h heures heure"),
    ("es", "año", "a las alas la hora", "h hs horas hora hrs"),
    ("it", "anno", "alle ore dalle ora", "ore h"),
    ("nl", "jaar", "om vanaf", "uur u h"),
    ("pt", "ano", "às as a", "h horas hora"),
    ("pl", "r rok roku", "o godz godzina godzinie", "godz"),
    ("sv", "år året", "kl klockan", ""),
    ("da", "år", "kl klokken", ""),
    ("nb", "år", "kl klokka klokken", ""),
    ("fi", "vuonna vuoden", "klo kello", ""),
    ("cs", "r rok roku", "v ve hodin", "hod hodin hodina h"),
    ("sk", "r rok roku", "o hod", "hod hodín hodina h"),
    ("ro", "anul", "la ora orele", "ore"),
    ("hu", "év évi", "órakor", "óra órakor"),
    ("bg", "г год година", "в от", "ч часа час"),
    ("ru", "г год года году", "в с", "ч час часа часов"),
    ("uk", "р рік року", "о об в у", "год година годині годин"),
    ("be", "г год года", "у а", "гадзін гадзіна"),
    ("mk", "г год година", "во", "ч часот часа"),
    ("el", "έτος έτους", "στις ώρα ώρες", "ώρα ώρες"),
    ("tr", "yılı yılında", "saat", ""),
    ("hr", "g god godine godina", "u od", "h sati sata sat"),
    ("sl", "leta leto l", "ob od", "h uri ura ure"),
    ("sr", "g god godine godina г год године", "u у od од", "h sati sata časova ч сати часова"),
    ("et", "a aasta aastal", "kell kl", ""),
    ("lv", "gada gads g", "plkst pulksten", ""),
    ("lt", "m metų metais", "val valandą", "val"),
    ("is", "ár árið", "kl klukkan", ""),
    ("ca", "any de l'any", "a les les", "h hores"),
    ("gl", "ano", "ás as", "h horas"),
    ("eu", "urteko urteak urtea", "etan ordua", "orduetan"),
    ("cy", "blwyddyn", "am", ""),
    ("sq", "viti vitit", "ora në", ""),
    ("id", "tahun", "pukul jam", ""),
    ("ms", "tahun", "pukul jam", ""),
    ("vi", "năm", "lúc vào hồi ngày", "giờ"),
    ("ar", "عام سنة لسنة م هـ هجري ميلادي", "الساعة في يوم على", ""),
    ("he", "שנת", "בשעה שעה ביום יום", ""),
    ("fa", "سال", "ساعت در", ""),
    ("hi", "सन वर्ष", "बजे समय को", "बजे"),
    ("th", "พ ศ พศ ค คศ ปี", "เวลา ที่ วัน", "น นาฬิกา"),
    ("bn", "সাল সালে", "সময়", "টা"),
    ("ta", "ஆண்டு", "மணிக்கு", "மணி"),
    ("te", "సంవత్సరం", "సమయం", ""),
    ("mr", "साल", "वाजता वेळ", "वाजता"),
    ("gu", "વર્ષ", "સમય", "વાગ્યે"),
    ("ur", "ء سن عیسوی", "بوقت وقت", "بجے"),
    ("pa", "ਸਾਲ", "ਵਜੇ", "ਵਜੇ"),
    ("ml", "വർഷം", "സമയം", ""),
    ("kn", "ವರ್ಷ", "ಸಮಯ", ""),
    ("or", "ମସିହା", "ସମୟ", ""),
    ("as", "চন", "", ""),
    ("ne", "सन् साल", "बजे", "बजे"),
    ("si", "වර්ෂ", "", ""),
    ("km", "ឆ្នាំ", "ម៉ោង", ""),
    ("my", "ခုနှစ် နှစ်", "", "နာရီ"),
    ("lo", "ປີ", "ເວລາ", "ໂມງ"),
    ("am", "ዓ ም ዓም ቀን", "ከ", "ሰዓት"),
    ("ka", "წელი წლის", "საათზე", "საათი"),
    ("hy", "թ թվական", "ժամը", "ժամ"),
    ("az", "il ili ilin", "saat", ""),
    ("kk", "ж жыл жылғы жылы", "сағат", ""),
    ("uz", "yil yilning yili йил", "soat соат", ""),
    ("ky", "ж жыл жылы жылдын", "саат", ""),
    ("tg", "с сол соли", "соати", ""),
    ("tk", "ýyl ýylyň", "sagat", ""),
    ("tt", "ел елның", "сәгать", ""),
    ("mn", "он оны", "цаг гараг", "цаг"),
    ("ga", "bliain", "ag", ""),
    ("mt", "sena", "fil", ""),
    ("sw", "mwaka", "saa", ""),
    ("ha", "shekara", "", ""),
    ("fil", "taong", "sa ng ganap", ""),
    ("ps", "کال", "", "بجې"),
    ("af", "jaar", "om", "uur"),
    ("lb", "joer", "um", "auer"),
    ("fo", "ár", "kl", ""),
    ("fy", "jier", "om", "oere"),
    ("rm", "onn", "las", "ura"),
    ("zu", "", "ngo", ""),
    ("xh", "", "nge", ""),
    ("so", "", "", ""),
    ("mg", "", "", ""),
    ("bs", "godine god g", "u", "sati sata h"),
    ("ast", "añu", "a les", "hores"),
    ("oc", "an", "a", "oras h"),
    ("br", "", "da", ""),
    ("eo", "jaro", "je", ""),
    ("ig", "", "", ""),
    ("ku", "sala", "", ""),
];

type Pick = fn(&(&'static str, &'static str, &'static str, &'static str)) -> &'static str;

fn set(pick: Pick) -> HashSet<String> {
    ROWS.iter().flat_map(|row| pick(row).split(' ')).filter(|word| !word.is_empty()).map(fold).collect()
}

static YEARS: LazyLock<HashSet<String>> = LazyLock::new(|| set(|row| row.1));
static BEFORE: LazyLock<HashSet<String>> = LazyLock::new(|| set(|row| row.2));
static HOURS: LazyLock<HashSet<String>> = LazyLock::new(|| set(|row| row.3));

/// A folded word for year: "roku", "годa", "metų".
pub fn year(word: &str) -> bool {
    YEARS.contains(word)
}

/// A folded word between a day and a time: "kl.", "о", "saat".
pub fn at(word: &str) -> bool {
    BEFORE.contains(word)
}

/// A folded word behind an hour: "Uhr", "sati", "óra".
pub fn hour(word: &str) -> bool {
    HOURS.contains(word)
}

/// Languages of the table.
#[cfg(test)]
pub fn languages() -> impl Iterator<Item = &'static str> {
    ROWS.iter().map(|row| row.0)
}
