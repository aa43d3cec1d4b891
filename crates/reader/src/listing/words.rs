//! Words that pages of many languages share: "read more", "next", "related", and names of parts of a page.

use std::sync::LazyLock;

use regex::Regex;
use scraper::node::Element;

/// Elements that do not part words.
pub const INLINE: &[&str] = &[
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i", "ins", "kbd",
    "mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "tt", "u", "var", "wbr",
];

/// Elements without visible text.
pub const HIDDEN: &[&str] = &["head", "script", "style", "noscript", "template", "svg", "iframe", "textarea", "option"];

/// "Read more" and its like in the languages of ANATOMY, whole texts only.
static READ_MORE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)^(?:
        (?:click\ +here\ +(?:to\ +)?)?(?:read|learn|view|see|find\ +out|show|continue|discover|explore|get|more)\ *(?:the\ +)?(?:full\ +)?(?:more|reading|story|article|post|release|press\ +release|all|details|now|info|information|it|this|here|on)?(?:\ +(?:story|article|post|release|news|reading|about\b.*|details|information|here|more|now))?
        |(?:all|older|more|latest|view\ +all|see\ +all)\ +(?:[^\ ]+\ +)?(?:articles|posts|stories|news|releases|entries|items|updates|results|headlines)
        |opens?\ +in\ +(?:a\ +)?new\ +(?:window|tab)
        |(?:click\ +)?here|more|details?|full\ +(?:story|article|release|text)|download(?:\ +(?:the\ +)?(?:pdf|file|release|here))?|pdf|link|open|view|share|print|comments?|leave\ +a\ +comment|no\ +comments?|[0-9]+\ +comments?|permalink|watch(?:\ +now|\ +video)?|listen|subscribe|login|log\ +in
        |(?:jetzt\ +)?(?:mehr|weiter|weiterlesen|weiter\ +lesen|weitere\ +informationen|mehr\ +(?:lesen|erfahren|infos?|informationen|dazu)|lesen\ +sie\ +mehr|zum\ +(?:artikel|beitrag|volltext)|zur\ +(?:meldung|pressemitteilung)|artikel\ +lesen|pressemitteilung\ +lesen|herunterladen)
        |(?:lire|en\ +savoir|voir|découvrir|télécharger)(?:\ +(?:la\ +suite|plus|l['’]article|le\ +communiqué|davantage|tout|le\ +pdf))?|plus\ +d['’]infos?|suite
        |(?:leer|ver|saber|seguir|continuar|conoce|descargar|más)(?:\ +(?:más|mas|leyendo|nota|noticia|artículo|información))*
        |(?:leggi|scopri|continua|vai|approfondisci|scarica)(?:\ +(?:tutto|di\ +più|a\ +leggere|l['’]articolo|altro|la\ +notizia|il\ +comunicato))?|di\ +più
        |(?:lees|bekijk|download)(?:\ +(?:meer|verder|het\ +bericht|artikel|het\ +(?:hele\ +)?artikel|dit\ +bericht|persbericht))?|meer(?:\ +(?:lezen|informatie|info))?
        |(?:ler|leia|saiba|ver|veja|continuar|continue)(?:\ +(?:mais|a\ +ler|lendo|notícia|artigo|tudo))*|mais
        |(?:czytaj|zobacz|dowiedz\ +się|pobierz|przeczytaj)(?:\ +(?:więcej|dalej|całość|artykuł))*|więcej
        |(?:läs|visa|se|ladda\ +ner)(?:\ +(?:mer|mera|vidare|hela|artikeln|hela\ +artikeln|nyheten|pressmeddelandet))*|mer
        |læs\ +mere|les\ +mer(?:e)?|lue\ +lisää|číst\ +(?:více|dále)|více|tovább|citește\ +mai\ +mult|devamı(?:nı\ +oku)?|прочетете\ +още|подробнее|читать\ +(?:далее|полностью)|детальніше|続きを読む|詳細|더보기|阅读更多|查看更多|更多
        )$",
    )
    .expect("constant")
});

/// Headings over lists that are not the page's own.
static RELATED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)\b(?:related|most\ +(?:read|popular|viewed)|popular|trending|recommended|you\ +(?:may|might)|more\ +from|further\ +reading|see\ +also|editor.?s\ +picks?|don.?t\ +miss|upcoming\ +events
        |ähnliche|verwandte|meistgelesen[^\ ]*|beliebt[^\ ]*|das\ +könnte|weitere\ +(?:artikel|meldungen|pressemitteilungen|nachrichten|beiträge|themen|news)|mehr\ +zum\ +thema|auch\ +interessant|passend\ +dazu
        |à\ +lire\ +aussi|articles?\ +(?:similaires|liés|connexes)|les\ +plus\ +lus|dans\ +la\ +même|sur\ +le\ +même
        |relacionad[ao]s|más\ +(?:leíd[ao]s|noticias)|te\ +puede\ +interesar|correlati|più\ +letti|leggi\ +anche|potrebbe|gerelateerd|meest\ +gelezen|lees\ +ook|leia\ +também|mais\ +lidas|podobne|najczęściej|zobacz\ +też|relaterade?|mest\ +lästa?|läs\ +också)\b",
    )
    .expect("constant")
});

static NEXT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)^(?:(?:go\ +to\ +)?(?:the\ +)?next(?:\ +(?:page|posts?|entries|results?|articles?|[0-9]+))?|older(?:\ +(?:posts?|entries|articles?|news|items|releases))?|previous\ +(?:posts|entries)|load\ +more.*|(?:show|view|see)\ +more(?:\ +(?:posts|news|articles|releases|results|stories))?|more\ +(?:posts|news|articles|results|stories|releases)
        |(?:zur\ +)?(?:nächste[nrs]?|naechste)(?:\ +(?:seite|beiträge|einträge|meldungen))?|vor(?:wärts)?|weiter|ältere(?:\ +(?:beiträge|artikel|einträge|meldungen))?|mehr\ +(?:laden|anzeigen)
        |(?:page\ +)?suivante?s?(?:\ +page)?|articles?\ +(?:suivants|plus\ +anciens|précédents)|charger\ +plus|voir\ +plus
        |(?:página\ +)?siguientes?(?:\ +página)?|(?:entradas|más)\ +antiguas|cargar\ +más|(?:pagina\ +)?successiv[aoi]|avanti|carica\ +altr[io]|(?:articoli|post)\ +(?:più\ +vecchi|precedenti)
        |volgende(?:\ +pagina)?|oudere(?:\ +berichten)?|meer\ +laden|(?:página\ +)?(?:seguinte|próxima?)(?:\ +página)?|(?:mais|posts)\ +antig[ao]s|carregar\ +mais|następn[ay](?:\ +strona)?|dalej|starsze(?:\ +wpisy)?|nästa(?:\ +sida)?|äldre(?:\ +inlägg)?|visa\ +fler|næste(?:\ +side)?|neste(?:\ +side)?|seuraava|další|következő|следующая|далее|次へ|次のページ|下一页|下一頁|다음)$",
    )
    .expect("constant")
});

/// Without the marks around.
fn bare(text: &str) -> &str {
    text.trim_matches(|c: char| !c.is_alphanumeric())
}

/// The whole text is an invitation to read on, and no title.
pub fn is_read_more(text: &str) -> bool {
    text.chars().count() < 60 && READ_MORE.is_match(bare(text))
}

/// A heading over other lists than the page's own.
pub fn is_related(text: &str) -> bool {
    text.chars().count() < 60 && RELATED.is_match(text)
}

/// A link to the next page.
pub fn is_next(text: &str) -> bool {
    text.chars().count() < 40 && NEXT.is_match(bare(text))
}

/// Words of an `id` or `class` attribute: parted at white space, hyphens, underscores and humps, in lower case.
pub fn tokens_of_names(names: &str) -> Vec<String> {
    let mut out = Vec::new();
    crate::text::name_words(names, |word| out.push(word.to_owned()));
    out
}

/// The first class that says what an element is, rather than which one or in what state it is.
pub fn telling_class(element: &Element) -> Option<&str> {
    const STATES: &[&str] =
        &["odd", "even", "first", "last", "active", "current", "sticky", "featured", "clearfix", "row", "alt", "cf"];
    element.classes().find(|class| !class.bytes().any(|b| b.is_ascii_digit()) && !STATES.contains(class))
}
