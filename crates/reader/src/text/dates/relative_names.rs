//! Words of relative dates, a row a language.

/// How a language tells distances from now.
pub struct Row {
    /// BCP 47, primary.
    pub language: &'static str,
    /// Seconds, minutes, hours, days, weeks, months, years, parted by bars; forms parted by blanks. `_` is a blank
    /// within a form, `=2` a form that means two.
    pub units: &'static str,
    /// Words for one.
    pub one: &'static str,
    /// What says that the distance lies back, before or behind it.
    pub ago: &'static str,
    /// Now, today, yesterday, the day before yesterday, parted by bars.
    pub days: &'static str,
}

pub const fn row(language: &'static str, [units, one, ago, days]: [&'static str; 4]) -> Row {
    Row { language, units, one, ago, days }
}

/// What may stand before or between distances: "about 2 hours", "1 day and 3 hours".
pub const FILLERS: &str = "about over almost around and etwa ca circa und environ et cerca_de y aproximadamente e około i og och ja a и около та близько ve yaklaşık sekitar";

/// English first: it is the language of many a theme.
pub const ROWS: &[Row] = &[
    row(
        "en",
        [
            "second seconds sec secs s|minute minutes min mins m|hour hours hr hrs h|day days d|week weeks wk wks w|month months mo mos|year years yr yrs y",
            "a an one",
            "ago earlier",
            "now just_now moments_ago less_than_a_minute_ago|today|yesterday|",
        ],
    ),
    row(
        "de",
        [
            "sekunde sekunden sek|minute minuten min|stunde stunden std|tag tagen tage|woche wochen|monat monaten monate|jahr jahren jahre",
            "ein eine einem einer einen",
            "vor her",
            "gerade_eben soeben jetzt|heute|gestern|vorgestern",
        ],
    ),
    row(
        "fr",
        [
            "seconde secondes sec|minute minutes min|heure heures h|jour jours j|semaine semaines|mois|an ans année années",
            "un une",
            "il_y_a",
            "à_l'instant maintenant|aujourd'hui|hier|avant-hier",
        ],
    ),
    row(
        "es",
        [
            "segundo segundos|minuto minutos min|hora horas h|día días|semana semanas|mes meses|año años",
            "un una uno",
            "hace atrás",
            "ahora ahora_mismo|hoy|ayer|anteayer",
        ],
    ),
    row(
        "it",
        [
            "secondo secondi|minuto minuti min|ora ore|giorno giorni|settimana settimane|mese mesi|anno anni",
            "un una uno un'",
            "fa or_sono",
            "adesso ora proprio_ora|oggi|ieri|l'altro_ieri",
        ],
    ),
    row(
        "nl",
        [
            "seconde seconden|minuut minuten min|uur uren|dag dagen|week weken|maand maanden|jaar jaren",
            "een één",
            "geleden",
            "zojuist nu|vandaag|gisteren|eergisteren",
        ],
    ),
    row(
        "pt",
        [
            "segundo segundos|minuto minutos min|hora horas h|dia dias|semana semanas|mês meses|ano anos",
            "um uma",
            "há atrás",
            "agora agora_mesmo|hoje|ontem|anteontem",
        ],
    ),
    row(
        "pl",
        [
            "sekunda sekundę sekundy sekund|minuta minutę minuty minut min|godzina godzinę godziny godzin godz|dzień dni|tydzień tygodnie tygodni|miesiąc miesiące miesięcy|rok lata lat",
            "jedną jeden",
            "temu",
            "teraz przed_chwilą|dziś dzisiaj|wczoraj|przedwczoraj",
        ],
    ),
    row(
        "sv",
        [
            "sekund sekunder|minut minuter min|timme timmar tim|dag dagar|vecka veckor|månad månader|år",
            "en ett",
            "sedan för",
            "just_nu nyss|idag i_dag|igår i_går|i_förrgår",
        ],
    ),
    row(
        "da",
        [
            "sekund sekunder|minut minutter min|time timer|dag dage|uge uger|måned måneder|år",
            "en et én",
            "siden for",
            "lige_nu netop_nu|idag i_dag|igår i_går|i_forgårs",
        ],
    ),
    row(
        "nb",
        [
            "sekund sekunder|minutt minutter min|time timer|dag dager døgn|uke uker|måned måneder|år",
            "en ett et én",
            "siden for",
            "akkurat_nå nettopp|idag i_dag|igår i_går|i_forgårs",
        ],
    ),
    row(
        "fi",
        [
            "sekunti sekuntia|minuutti minuuttia min|tunti tuntia|päivä päivää|viikko viikkoa|kuukausi kuukautta|vuosi vuotta",
            "yksi",
            "sitten",
            "juuri_nyt nyt|tänään|eilen|toissapäivänä",
        ],
    ),
    row(
        "cs",
        [
            "sekunda sekundou sekundami|minuta minutou minutami|hodina hodinou hodinami|den dnem dny dnů|týden týdnem týdny|měsíc měsícem měsíci|rok rokem roky lety",
            "jednou jedním",
            "před",
            "právě_teď nyní|dnes|včera|předevčírem",
        ],
    ),
    row(
        "sk",
        [
            "sekunda sekundou sekundami|minúta minútou minútami|hodina hodinou hodinami|deň dňom dňami|týždeň týždňom týždňami|mesiac mesiacom mesiacmi|rok rokom rokmi",
            "jednou jedným",
            "pred",
            "práve_teraz teraz|dnes|včera|predvčerom",
        ],
    ),
    row(
        "ro",
        [
            "secundă secunde|minut minute|oră ore|zi zile|săptămână săptămâni|lună luni|an ani",
            "o un",
            "acum în_urmă de",
            "chiar_acum|azi astăzi|ieri|alaltăieri",
        ],
    ),
    row(
        "hu",
        [
            "másodperc másodperce másodperccel|perc perce perccel|óra órája órával|nap napja nappal|hét hete héttel|hónap hónapja hónappal|év éve évvel",
            "egy",
            "ezelőtt",
            "most épp_most|ma|tegnap|tegnapelőtt",
        ],
    ),
    row(
        "bg",
        [
            "секунда секунди|минута минути|час часа|ден дни|седмица седмици|месец месеца|година години",
            "един една",
            "преди",
            "сега току-що|днес|вчера|онзи_ден",
        ],
    ),
    row(
        "ru",
        [
            "секунду секунды секунд|минуту минуты минут мин|час часа часов|день дня дней|неделю недели недель|месяц месяца месяцев|год года лет",
            "одну один",
            "назад",
            "сейчас только_что|сегодня|вчера|позавчера",
        ],
    ),
    row(
        "uk",
        [
            "секунду секунди секунд|хвилину хвилини хвилин хв|годину години годин|день дні днів|тиждень тижні тижнів|місяць місяці місяців|рік роки років",
            "одну один",
            "тому",
            "зараз щойно|сьогодні|вчора учора|позавчора",
        ],
    ),
    row(
        "be",
        [
            "секунду секунды секунд|хвіліну хвіліны хвілін|гадзіну гадзіны гадзін|дзень дні дзён|тыдзень тыдні тыдняў|месяц месяцы месяцаў|год гады гадоў",
            "адну адзін",
            "таму",
            "цяпер|сёння|учора|пазаўчора",
        ],
    ),
    row(
        "mk",
        [
            "секунда секунди|минута минути|час часа|ден дена|недела недели|месец месеци|година години",
            "еден една",
            "пред",
            "сега|денес|вчера|завчера",
        ],
    ),
    row(
        "el",
        [
            "δευτερόλεπτο δευτερόλεπτα|λεπτό λεπτά|ώρα ώρες|ημέρα ημέρες μέρα μέρες|εβδομάδα εβδομάδες|μήνα μήνες|χρόνο χρόνια έτος έτη",
            "ένα μία μια έναν",
            "πριν πριν_από",
            "τώρα μόλις_τώρα|σήμερα|χθες χτες|προχθές προχτές",
        ],
    ),
    row(
        "tr",
        [
            "saniye|dakika dk|saat sa|gün|hafta|ay|yıl sene", "bir", "önce evvel",
            "şimdi az_önce şu_anda|bugün|dün|önceki_gün",
        ],
    ),
    row(
        "hr",
        [
            "sekundu sekunde sekundi|minutu minute minuta|sat sata sati|dan dana|tjedan tjedna tjedana|mjesec mjeseca mjeseci|godinu godine godina",
            "jedan jednu",
            "prije",
            "upravo_sada|danas|jučer|prekjučer",
        ],
    ),
    row(
        "sl",
        [
            "sekundo sekundama sekundami|minuto minutama minutami|uro urama urami|dnevom dnevoma dnevi|tednom tednoma tedni|mesecem mesecema meseci|letom letoma leti",
            "enim eno",
            "pred",
            "pravkar|danes|včeraj|predvčerajšnjim",
        ],
    ),
    row(
        "sr",
        [
            "sekundu sekunde sekundi секунду секунде секунди|minut minuta минут минута|sat sata sati сат сата сати|dan dana дан дана|nedelju nedelje nedelja недељу недеље недеља|mesec meseca meseci месец месеца месеци|godinu godine godina годину године година",
            "jedan jednu један једну",
            "pre prije пре прије",
            "upravo_sada управо_сада|danas данас|juče јуче|prekjuče прекјуче",
        ],
    ),
    row(
        "et",
        [
            "sekund sekundit|minut minutit|tund tundi|päev päeva|nädal nädalat|kuu kuud|aasta aastat",
            "üks ühe",
            "tagasi eest",
            "praegu äsja|täna|eile|üleeile",
        ],
    ),
    row(
        "lv",
        [
            "sekundes sekundēm|minūtes minūtēm|stundas stundām|dienas dienām|nedēļas nedēļām|mēneša mēnešiem|gada gadiem",
            "vienas viena",
            "pirms",
            "tikko tagad|šodien|vakar|aizvakar",
        ],
    ),
    row(
        "lt",
        [
            "sekundę sekundes sekundžių|minutę minutes minučių|valandą valandas valandų|dieną dienas dienų|savaitę savaites savaičių|mėnesį mėnesius mėnesių|metus metų",
            "vieną",
            "prieš",
            "ką_tik dabar|šiandien|vakar|užvakar",
        ],
    ),
    row(
        "is",
        [
            "sekúndu sekúndum|mínútu mínútum|klukkustund klukkustundum klukkutíma klukkutímum|degi dögum|viku vikum|mánuði mánuðum|ári árum",
            "einni einum einu",
            "fyrir síðan",
            "núna|í_dag|í_gær|í_fyrradag",
        ],
    ),
    row(
        "ca",
        [
            "segon segons|minut minuts min|hora hores|dia dies|setmana setmanes|mes mesos|any anys",
            "un una",
            "fa",
            "ara ara_mateix|avui|ahir|abans-d'ahir",
        ],
    ),
    row(
        "gl",
        [
            "segundo segundos|minuto minutos|hora horas|día días|semana semanas|mes meses|ano anos",
            "un unha",
            "hai",
            "agora agora_mesmo|hoxe|onte|antonte",
        ],
    ),
    row(
        "eu",
        [
            "segundo segundu|minutu|ordu ordubete=1|egun|aste astebete=1|hilabete|urte urtebete=1",
            "bat",
            "duela",
            "orain|gaur|atzo|herenegun",
        ],
    ),
    row(
        "cy",
        [
            "eiliad|munud funud|awr|diwrnod ddiwrnod dydd|wythnos|mis fis|blwyddyn flwyddyn mlynedd",
            "un",
            "yn_ôl",
            "nawr|heddiw|ddoe|echdoe",
        ],
    ),
    row(
        "id",
        [
            "detik|menit|jam|hari|minggu pekan|bulan|tahun", "satu se", "lalu yang_lalu",
            "baru_saja sekarang|hari_ini|kemarin|kemarin_lusa",
        ],
    ),
    row(
        "ms",
        [
            "saat|minit|jam|hari|minggu|bulan|tahun", "satu", "lalu yang_lalu lepas",
            "baru_sahaja sekarang|hari_ini|semalam|kelmarin",
        ],
    ),
    row(
        "vi",
        [
            "giây|phút|giờ tiếng|ngày|tuần|tháng|năm", "một", "trước cách_đây",
            "vừa_xong bây_giờ|hôm_nay|hôm_qua|hôm_kia",
        ],
    ),
    row(
        "ar",
        [
            "ثانية ثوان ثواني ثانيتين=2|دقيقة دقائق دقيقتين=2|ساعة ساعات ساعتين=2|يوم أيام يوما يومين=2|أسبوع أسابيع أسبوعا أسبوعين=2|شهر أشهر شهور شهرا شهرين=2|سنة سنوات عام أعوام عاما سنتين=2 عامين=2",
            "واحد واحدة",
            "منذ قبل",
            "الآن|اليوم|أمس|أول_أمس",
        ],
    ),
    row(
        "he",
        [
            "שנייה שניה שניות|דקה דקות|שעה שעות שעתיים=2|יום ימים יומיים=2|שבוע שבועות שבועיים=2|חודש חודשים חודשיים=2|שנה שנים שנתיים=2",
            "אחד אחת",
            "לפני",
            "עכשיו כרגע|היום|אתמול|שלשום",
        ],
    ),
    row("fa", ["ثانیه|دقیقه|ساعت|روز|هفته|ماه|سال", "یک", "پیش قبل", "اکنون هم‌اکنون|امروز|دیروز|پریروز"]),
    row("hi", ["सेकंड सेकेंड|मिनट|घंटा घंटे घण्टे|दिन|सप्ताह हफ़्ते हफ्ते|महीना महीने माह|वर्ष साल", "एक", "पहले पूर्व", "अभी|आज|कल|परसों"]),
    row(
        "th",
        ["วินาที|นาที|ชั่วโมง|วัน|สัปดาห์ อาทิตย์|เดือน|ปี", "หนึ่ง", "ที่แล้ว ก่อน ที่ผ่านมา", "เมื่อสักครู่ ตอนนี้|วันนี้|เมื่อวานนี้ เมื่อวาน|เมื่อวานซืน"],
    ),
    row(
        "zh",
        [
            "秒 秒钟 秒鐘|分 分钟 分鐘|小时 小時 个小时 個小時|天 日|周 週 星期 个星期 個星期 礼拜|月 个月 個月|年",
            "一",
            "前 之前 以前",
            "刚刚 剛剛 刚才 剛才|今天 今日|昨天 昨日|前天 前日",
        ],
    ),
    row(
        "ja",
        ["秒|分|時間|日|週間 週|か月 ヶ月 カ月 ケ月 箇月|年", "一", "前", "たった今|今日 本日|昨日|一昨日 おととい"],
    ),
    row("ko", ["초|분|시간|일|주 주일|개월 달|년", "한", "전", "방금 지금|오늘|어제|그저께"]),
];
