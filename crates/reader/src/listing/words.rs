//! Words that pages of many languages share: "read more", "next", "related", and names of parts of a page.

use std::sync::LazyLock;

use regex::Regex;
use scraper::node::Element;

use super::tree::Zone;

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
        r"(?ix)^\W*(?:
        (?:click\s+here\s+(?:to\s+)?)?(?:read|learn|view|see|find\s+out|show|continue|discover|explore|get|more)\s*(?:the\s+)?(?:full\s+)?(?:more|reading|story|article|post|release|press\s+release|all|details|now|info|information|it|this|here|on)?(?:\s+(?:story|article|post|release|news|reading|about\b.*|details|information|here|more|now))?
        |(?:all|older|more|latest|view\s+all|see\s+all)\s+(?:\w+\s+)?(?:articles|posts|stories|news|releases|entries|items|updates|results|headlines)
        |opens?\s+in\s+(?:a\s+)?new\s+(?:window|tab)
        |(?:click\s+)?here|more|details?|full\s+(?:story|article|release|text)|download(?:\s+(?:the\s+)?(?:pdf|file|release|here))?|pdf|link|open|view|share|print|comments?|leave\s+a\s+comment|no\s+comments?|\d+\s+comments?|permalink|watch(?:\s+now|\s+video)?|listen|subscribe|login|log\s+in
        |(?:jetzt\s+)?(?:mehr|weiter|weiterlesen|weiter\s+lesen|weitere\s+informationen|mehr\s+(?:lesen|erfahren|infos?|informationen|dazu)|lesen\s+sie\s+mehr|zum\s+(?:artikel|beitrag|volltext)|zur\s+(?:meldung|pressemitteilung)|artikel\s+lesen|pressemitteilung\s+lesen|herunterladen)
        |(?:lire|en\s+savoir|voir|découvrir|télécharger)(?:\s+(?:la\s+suite|plus|l['’]article|le\s+communiqué|davantage|tout|le\s+pdf))?|plus\s+d['’]infos?|suite
        |(?:leer|ver|saber|seguir|continuar|conoce|descargar|más)(?:\s+(?:más|mas|leyendo|nota|noticia|artículo|información))*
        |(?:leggi|scopri|continua|vai|approfondisci|scarica)(?:\s+(?:tutto|di\s+più|a\s+leggere|l['’]articolo|altro|la\s+notizia|il\s+comunicato))?|di\s+più
        |(?:lees|bekijk|download)(?:\s+(?:meer|verder|het\s+bericht|artikel|het\s+(?:hele\s+)?artikel|dit\s+bericht|persbericht))?|meer(?:\s+(?:lezen|informatie|info))?
        |(?:ler|leia|saiba|ver|veja|continuar|continue)(?:\s+(?:mais|a\s+ler|lendo|notícia|artigo|tudo))*|mais
        |(?:czytaj|zobacz|dowiedz\s+się|pobierz|przeczytaj)(?:\s+(?:więcej|dalej|całość|artykuł))*|więcej
        |(?:läs|visa|se|ladda\s+ner)(?:\s+(?:mer|mera|vidare|hela|artikeln|hela\s+artikeln|nyheten|pressmeddelandet))*|mer
        |læs\s+mere|les\s+mer(?:e)?|lue\s+lisää|číst\s+(?:více|dále)|více|tovább|citește\s+mai\s+mult|devamı(?:nı\s+oku)?|прочетете\s+още|подробнее|читать\s+(?:далее|полностью)|детальніше|続きを読む|詳細|더보기|阅读更多|查看更多|更多
        )\W*$",
    )
    .expect("constant")
});

/// Headings over lists that are not the page's own.
static RELATED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)\b(?:related|most\s+(?:read|popular|viewed)|popular|trending|recommended|you\s+(?:may|might)|more\s+from|further\s+reading|see\s+also|editor.?s\s+picks?|don.?t\s+miss|upcoming\s+events
        |ähnliche|verwandte|meistgelesen\w*|beliebt\w*|das\s+könnte|weitere\s+(?:artikel|meldungen|pressemitteilungen|nachrichten|beiträge|themen|news)|mehr\s+zum\s+thema|auch\s+interessant|passend\s+dazu
        |à\s+lire\s+aussi|articles?\s+(?:similaires|liés|connexes)|les\s+plus\s+lus|dans\s+la\s+même|sur\s+le\s+même
        |relacionad[ao]s|más\s+(?:leíd[ao]s|noticias)|te\s+puede\s+interesar|correlati|più\s+letti|leggi\s+anche|potrebbe|gerelateerd|meest\s+gelezen|lees\s+ook|leia\s+também|mais\s+lidas|podobne|najczęściej|zobacz\s+też|relaterade?|mest\s+lästa?|läs\s+också)\b",
    )
    .expect("constant")
});

static NEXT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)^\W*(?:(?:go\s+to\s+)?(?:the\s+)?next(?:\s+(?:page|posts?|entries|results?|articles?|\d+))?|older(?:\s+(?:posts?|entries|articles?|news|items|releases))?|previous\s+(?:posts|entries)|load\s+more.*|(?:show|view|see)\s+more(?:\s+(?:posts|news|articles|releases|results|stories))?|more\s+(?:posts|news|articles|results|stories|releases)
        |(?:zur\s+)?(?:nächste[nrs]?|naechste)(?:\s+(?:seite|beiträge|einträge|meldungen))?|vor(?:wärts)?|weiter|ältere(?:\s+(?:beiträge|artikel|einträge|meldungen))?|mehr\s+(?:laden|anzeigen)
        |(?:page\s+)?suivante?s?(?:\s+page)?|articles?\s+(?:suivants|plus\s+anciens|précédents)|charger\s+plus|voir\s+plus
        |(?:página\s+)?siguientes?(?:\s+página)?|(?:entradas|más)\s+antiguas|cargar\s+más|(?:pagina\s+)?successiv[aoi]|avanti|carica\s+altr[io]|(?:articoli|post)\s+(?:più\s+vecchi|precedenti)
        |volgende(?:\s+pagina)?|oudere(?:\s+berichten)?|meer\s+laden|(?:página\s+)?(?:seguinte|próxima?)(?:\s+página)?|(?:mais|posts)\s+antig[ao]s|carregar\s+mais|następn[ay](?:\s+strona)?|dalej|starsze(?:\s+wpisy)?|nästa(?:\s+sida)?|äldre(?:\s+inlägg)?|visa\s+fler|næste(?:\s+side)?|neste(?:\s+side)?|seuraava|další|következő|следующая|далее|次へ|次のページ|下一页|下一頁|다음)\W*$",
    )
    .expect("constant")
});

/// The whole text is an invitation to read on, and no title.
pub fn is_read_more(text: &str) -> bool {
    text.chars().count() < 60 && READ_MORE.is_match(text)
}

/// A heading over other lists than the page's own.
pub fn is_related(text: &str) -> bool {
    text.chars().count() < 60 && RELATED.is_match(text)
}

/// A link to the next page.
pub fn is_next(text: &str) -> bool {
    text.chars().count() < 40 && NEXT.is_match(text)
}

/// Words of an `id` or `class` attribute: parted at white space, hyphens, underscores and humps, in lower case.
pub fn tokens_of_names(names: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut lower_before = false;
    for c in names.chars().take(400) {
        let parts = !c.is_alphanumeric() || (c.is_uppercase() && lower_before);
        if parts && !word.is_empty() {
            out.push(std::mem::take(&mut word));
        }
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        }
        lower_before = c.is_lowercase();
    }
    if !word.is_empty() {
        out.push(word);
    }
    out
}

/// What a word in an element's class or id says on its zone.
pub fn zone_of_name(token: &str) -> Zone {
    match token {
        "nav" | "navbar" | "navigation" | "menu" | "submenu" | "megamenu" | "footer" | "breadcrumb" | "breadcrumbs"
        | "cookie" | "cookies" | "consent" | "pagination" | "pager" | "pagenavi" | "social" | "share" | "sharing"
        | "toolbar" | "masthead" | "topbar" | "offcanvas" | "lightbox" | "modal" | "popup" | "popmenu" => Zone::Chrome,
        "sidebar" | "related" | "recommended" | "recommendations" | "popular" | "trending" | "trendline"
        | "mostread" => Zone::Side,
        _ => Zone::Main,
    }
}

/// The first class that says what an element is, rather than which one or in what state it is.
pub fn telling_class(element: &Element) -> Option<&str> {
    const STATES: &[&str] =
        &["odd", "even", "first", "last", "active", "current", "sticky", "featured", "clearfix", "row", "alt", "cf"];
    element.classes().find(|class| !class.bytes().any(|b| b.is_ascii_digit()) && !STATES.contains(class))
}
