//! Words of people, functions, offices and organisations: what a few words of a release are.

use std::{collections::HashSet, sync::LazyLock};

use super::{Rows, words};

/// A token that is one of these names a function.
#[rustfmt::skip]
pub(super) const ROLES: Rows = &[
    ("en", "ceo|cfo|cto|coo|cmo|cio|ciso|cpo|cso|evp|svp|vp|president|chairman|chairwoman|chairperson|chair|director|head|manager|officer|founder|chief|executive|secretary|minister|commissioner|spokesperson|spokesman|spokeswoman|professor|researcher|scientist|author|leader|coordinator|co-ordinator|adviser|advisor|analyst|engineer|partner|owner|principal|dean|rector|chancellor|mayor|governor|senator|ambassador|economist|expert|lawyer|attorney|counsel|editor|host|campaigner|curator|specialist|consultant|representative|member|mep|mp|physician|surgeon|fellow|associate|assistant|deputy|treasurer|captain|colonel|sergeant|inspector|producer|rapporteur|supervisor|administrator|architect|designer|developer|strategist|trustee|bishop|lead|vice-president|congressman|congresswoman|investigator|lecturer|sheriff|conservator|archivist|historian|librarian|superintendent|constable"),
    ("de", "präsident|präsidentin|geschäftsführer|geschäftsführerin|geschäftsführung|vorsitzende|vorsitzender|vorsitzenden|vorstand|vorständin|direktor|direktorin|leiter|leiterin|leitung|sprecher|sprecherin|ministerin|sekretär|sekretärin|experte|expertin|referent|referentin|professorin|beauftragte|beauftragter|chef|chefin|gründer|gründerin|autor|autorin|kanzler|kanzlerin|bürgermeister|bürgermeisterin|landrat|landrätin|kommissar|kommissarin|koordinator|koordinatorin|managerin|wissenschaftler|wissenschaftlerin|forscher|forscherin|ökonom|ökonomin|senatorin|botschafter|botschafterin|obmann|obfrau|inhaber|inhaberin|anwalt|anwältin|dekan|dekanin|rektor|rektorin|intendant|intendantin|redakteur|redakteurin|berater|beraterin|analyst|analystin|rätin|mitglied|kuratorin|kurator|mitarbeiter|mitarbeiterin|stellvertretende|stellvertretender|vize|studienleiter"),
    ("fr", "président|présidente|directeur|directrice|secrétaire|ministre|responsable|cheffe|fondateur|fondatrice|porte-parole|professeur|professeure|chercheur|chercheuse|délégué|déléguée|maire|député|députée|gérant|gérante|pdg|adjoint|adjointe|chargé|chargée|coordinateur|coordinatrice|représentant|représentante|économiste|attaché|attachée|conseiller|conseillère"),
    ("es", "presidente|presidenta|concejal|concejala|alcaldesa-presidenta|consellera|conseller|directora|secretario|secretaria|ministro|ministra|jefe|jefa|fundador|fundadora|portavoz|profesor|profesora|investigador|investigadora|alcalde|alcaldesa|consejero|consejera|delegado|delegada|coordinador|coordinadora|gerente|vicepresidente|vicepresidenta|diputado|diputada|comisario|comisaria|consejera-delegada"),
    ("it", "direttore|direttrice|segretario|segretaria|responsabile|fondatore|fondatrice|portavoce|professore|professoressa|ricercatore|ricercatrice|sindaco|sindaca|amministratore|amministratrice|delegato|assessore|assessora|coordinatore|coordinatrice|addetto|addetta"),
    ("pt", "diretor|diretora|secretário|secretária|porta-voz|professora|pesquisador|pesquisadora|coordenador|coordenadora|chefe|prefeito|prefeita|assessor|vice-presidente|diretora-geral|diretor-geral|gerente|responsável|administrador|administradora|vereador|vereadora|fundador|fundadora|assessora"),
    ("nl", "voorzitter|directeur-bestuurder|woordvoerder|hoogleraar|onderzoeker|hoofd|oprichter|staatssecretaris|bestuurder|wethouder|burgemeester|persvoorlichter|voorlichter|gedeputeerde"),
    ("pl", "prezes|prezeska|dyrektor|dyrektorka|rzecznik|rzeczniczka|profesor|przewodniczący|przewodnicząca|kierownik|kierowniczka|założyciel|założycielka|wiceprezes|ekspert|ekspertka|burmistrz|prezydent|koordynator|koordynatorka|menedżer|specjalista|specjalistka"),
    ("sv", "vd|ordförande|generalsekreterare|talesperson|pressansvarig|direktör|forskare|grundare|ansvarig|pressekreterare|presschef|kommunikationschef|chef|professor|minister|statssekreterare|kommunikatör"),
    ("da", "direktør|formand|forsker|leder|forskningsleder|rådgiver|pressechef|presseansvarlig|kommunikationschef|chef|talsperson|stifter|minister|borgmester|kontorchef|presserådgiver|pressemedarbejder"),
    ("fi", "toimitusjohtaja|toiminnanjohtaja|johtaja|puheenjohtaja|professori|päällikkö|ministeri|tutkija|viestintäpäällikkö|viestintäjohtaja|tiedottaja|asiantuntija|perustaja|pormestari|erityisasiantuntija|pääsihteeri|kansleri|rehtori"),
    ("cs", "ředitel|ředitelka|prezidentka|mluvčí|ministr|ministryně|předseda|předsedkyně|jednatel|jednatelka|vedoucí|náměstek|náměstkyně|tisková|tiskový|manažer|manažerka|zakladatel|zakladatelka|primátor|primátorka|starosta|starostka|rektor"),
    ("nb", "direktør|formann|leder|talsperson|generalsekretær|statsråd|forsker|rådgiver|konsernsjef|kommunikasjonssjef|pressesjef|presseansvarlig|kommunikasjonsrådgiver|kommunikasjonsdirektør|sjef|ordfører|gründer|presserådgiver|minister"),
    ("sk", "riaditeľ|riaditeľka|hovorca|hovorkyňa|predseda|predsedníčka|ministerka|konateľ|konateľka|vedúci|primátor|primátorka|manažér|manažérka|zakladateľ|zakladateľka|starosta|starostka|generálny"),
    ("hu", "igazgató|vezérigazgató|elnök|alelnök|szóvivő|miniszter|vezető|polgármester|igazgatója|vezérigazgatója|elnöke|alelnöke|szóvivője|minisztere|vezetője|polgármestere|ügyvezető|ügyvezetője|sajtófőnök|sajtófőnöke|titkár|titkára|államtitkár|alapító|alapítója|menedzser|munkatárs|munkatársa|referens|sajtóreferens|szakértő|szakértője|professzor|kutató"),
    ("ro", "directoare|președinte|președinta|purtător|ministru|ministrul|fondator|primar|secretar|director|directorul|președintele|purtătorul|ministra|primarul|secretarul|manager|fondatorul|fondatoare|coordonator|coordonatoare|responsabil|vicepreședinte|specialist|expert|profesor"),
    ("ja", "社長|代表取締役|取締役|会長|部長|教授|所長"),
    ("id", "direktur|utama|umum|ketua|kepala|presiden|menteri|manajer|sekretaris|gubernur|bupati|juru"),
    ("ko", "대표|대표이사|사장|회장|장관|차관|원장|청장|시장|교수|위원장|본부장|총장|의장|이사장|센터장|부사장|소장|국장|실장|팀장"),
    ("zh", "董事长|首席执行官|总裁|总经理|主席|主任|部长|院长|教授|负责人|发言人|创始人|首席技术官|首席财务官|秘书长|会长|市长|董事|经理|總裁|董事長|總經理|執行長"),
    ("tr", "müdür|müdürü|başkan|başkanı|sözcü|sözcüsü|yönetici|yöneticisi|direktör|direktörü|koordinatör|koordinatörü|sorumlu|sorumlusu|kurucu|kurucusu|bakan|bakanı|uzman|uzmanı|danışman|danışmanı|profesör"),
    ("ru", "директор|президент|руководитель|глава|пресс-секретарь|председатель|министр|начальник|заместитель|представитель|менеджер|основатель|вице-президент|губернатор|мэр|профессор|эксперт|специалист|управляющий|секретарь|координатор|редактор"),
    ("sl", "direktor|direktorica|predsednik|predsednica|vodja|predstavnik|predstavnica|minister|ministrica|raziskovalec|raziskovalka|župan|županja"),
    ("uk", "директор|директорка|президент|президентка|керівник|керівниця|голова|прессекретар|прессекретарка|міністр|міністерка|начальник|представник|представниця|менеджер|менеджерка|засновник|засновниця"),
    ("el", "διευθυντής|διευθύντρια|πρόεδρος|εκπρόσωπος|υπουργός|γραμματέας|υπεύθυνος|υπεύθυνη|δήμαρχος|καθηγητής|καθηγήτρια|ιδρυτής|ιδρύτρια"),
    ("hr", "direktor|direktorica|predsjednik|predsjednica|glasnogovornik|glasnogovornica|ministar|ministrica|voditelj|voditeljica|osnivač"),
];

/// Ends of compounds that name a function.
#[rustfmt::skip]
const ROLE_ENDINGS: Rows = &[
    ("*", "präsident|präsidentin|führer|führerin|vorsitzende|vorsitzender|direktor|direktorin|leiter|leiterin|sprecher|sprecherin|minister|ministerin|sekretär|sekretärin|experte|expertin|referent|referentin|beauftragte|beauftragter|chef|chefin|gründer|gründerin|kanzler|kanzlerin|meister|meisterin|kommissar|kommissarin|koordinator|koordinatorin|forscher|forscherin|manager|managerin|vorstand|rätin|rat|anwalt|anwältin|dekan|mitglied|ansvarig|sekreterare|direktör|direktør|johtaja|päällikkö|asiantuntija|koordinaattori|voorzitter|directeur|woordvoerder|presidente|prezes|leder|redakteur|redakteurin|ökonom|ökonomin|ordförande|assistent|assistentin|igazgató|igazgatója|elnöke|vezetője|főnöke|sjef|müdürü|担当|部長|室長|課長|社長|取締役|会長|理事長|所長|教授|責任者|マネージャー|ディレクター|direktører|ansvarlig|rådgiver|directora-geral|секретарь"),
];

/// Words of organisations' names, and their legal forms.
#[rustfmt::skip]
const ORGANISATIONS: Rows = &[
    ("*", "gmbh|ggmbh|ag|se|kg|kgaa|e.v.|ev|e.v|inc|inc.|llc|ltd|ltd.|limited|plc|corp|corp.|corporation|company|sa|s.a.|sas|sarl|s.p.a.|spa|srl|s.r.l.|bv|b.v.|nv|n.v.|ab|a/s|aps|oy|oyj|asa|z.s.|s.r.o.|a.s.|z o.o.|group|holding|holdings|gruppe|groupe|grupo|gruppo|groep|grupa|university|université|universität|universiteit|universidad|università|universidade|uniwersytet|universitet|hochschule|institute|institut|instituto|istituto|instytut|foundation|stiftung|fondation|fundación|fondazione|fundação|fundacja|stiftelsen|association|asociación|associazione|associação|stowarzyszenie|verband|verein|ministerium|ministry|ministère|ministerio|ministero|ministério|ministerstwo|department|agency|agentur|agence|agencia|agenzia|council|assembly|commission|committee|trust|society|gesellschaft|société|bank|hospital|klinik|clinic|museum|college|school|center|centre|zentrum|international|network|union|federation|fédération|alliance|organisation|organization|amt|charity|parliament|parlament|nations|labs|laboratory|株式会社|technologies|systems|solutions|partners|media|works|studios|airlines|industries|energy|pharma|therapeutics|biosciences|bureau|authority|office for|generale|kft|kft.|zrt.|zrt|nyrt.|bt.|a.ş.|aş|ooo|ооо|оао|пао|ао|společnost|spółka"),
];

/// Ends of compounds that are organisations.
#[rustfmt::skip]
const ORGANISATION_ENDINGS: Rows = &[
    ("*", "verband|verein|ministerium|gesellschaft|stiftung|institut|universität|hochschule|amt|behörde|klinik|klinikum|zentrum|agentur|genossenschaft|kammer|werke|gruppe|bank|sparkasse|museum"),
];

/// Words of an office that answers the press, or of one beside it.
#[rustfmt::skip]
const OFFICES: Rows = &[
    ("en", "press office|media office|information office|communications team|press team|media team|press desk|media desk|newsroom|news desk|communications|media relations|press relations|public relations|corporate communications|external relations|public affairs|press service|business development"),
    ("de", "pressestelle|presseabteilung|presseteam|medienstelle|pressebüro|pressereferat|presse|kommunikation|unternehmenskommunikation|öffentlichkeitsarbeit|hochschulkommunikation|pressedienst|geschäftsentwicklung"),
    ("fr", "service de presse|service presse|relations presse|relations médias|service communication|centre de presse|développement commercial"),
    ("es", "gabinete de prensa|oficina de prensa|departamento de comunicación|gabinete de comunicación|desarrollo de negocios"),
    ("it", "ufficio stampa|relazioni esterne|sviluppo commerciale"),
    ("nl", "persvoorlichting|afdeling communicatie"),
    ("pt", "assessoria de imprensa|gabinete de imprensa|assessoria de comunicação|desenvolvimento de negócios"),
    ("pl", "biuro prasowe|dział komunikacji"),
    ("sv", "pressavdelning|presstjänst|pressjour"),
    ("nb", "pressekontakt|pressevakt"),
    ("cs", "tiskové oddělení"),
    ("fi", "viestintä|mediapalvelu"),
    ("hu", "sajtóosztály|sajtóiroda|kommunikáció"),
    ("ro", "biroul de presă|birou de presă|departament comunicare"),
    ("da", "pressekontakt|presseafdeling|kommunikation"),
    ("tr", "basın ofisi|kurumsal iletişim"),
    ("ru", "пресс-служба|пресс-центр"),
];

/// Academic and polite titles before a name.
#[rustfmt::skip]
const TITLES: Rows = &[
    ("*", "dr|dr.|doctor|doctora|docteur|dottor|dottoressa|prof|prof.|professor|mr|mr.|mrs|mrs.|ms|ms.|miss|sir|dame|lord|lady|baroness|baron|rev.|herr|frau|herrn|m.|mme|monsieur|madame|dr.-ing.|dipl.-ing.|ing.|mag.|pd|univ.-prof.|hab.|inż.|mgr|mudr.|phdr.|rndr.|judr.|sr.|sra.|señor|señora|don|doña|dott.|dott.ssa|dra.|rer.|nat.|med.|phil.|h.c.|ir.|drs.|hon.|hr.|prof.in|priv.-doz."),
];

/// Letters behind a name.
#[rustfmt::skip]
const CREDENTIALS: Rows = &[
    ("*", "md|m.d.|phd|ph.d.|ph.d|mba|frs|obe|cbe|mbe|dphil|mph|msc|m.sc.|b.sc.|bsc|rn|esq.|jr.|jr|sr|ii|iii|dvm|cpa|mp|mep|mdb|mdl|pharmd|dnp|frcp|qc|kc"),
];

/// Small words within a name.
#[rustfmt::skip]
const PARTICLES: Rows = &[
    ("*", "van|von|vom|zu|zur|de|da|di|del|della|du|des|dos|das|der|den|la|le|bin|ibn|al|el|ten|ter|te|af|av|y|e|'t|dalla|lo"),
];

/// Capitalised words that begin sentences and lines, and are no names.
#[rustfmt::skip]
const NO_NAMES: Rows = &[
    ("en", "the|a|an|this|that|these|those|it|he|she|they|we|i|you|in|on|at|for|from|with|and|but|or|as|by|if|when|while|after|before|our|their|his|her|its|there|here|what|who|how|why|to|of|not|no|yes|all|monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|may|june|july|august|september|october|november|december"),
    ("de", "der|die|das|ein|eine|wir|ich|sie|er|es|und|aber|oder|im|am|auf|bei|mit|von|zu|nach|so|auch|für|dies|diese|dieser|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|januar|februar|märz|mai|juni|juli|oktober|dezember"),
    ("fr", "le|la|les|un|une|nous|il|elle|ils|et|mais|dans|pour"),
    ("es", "el|los|las|una|nosotros|y|en|con|para|por|un|uno"),
    ("it", "gli|lo|noi|e|per"),
    ("nl", "het|een|wij|zij|hij|maar"),
    ("pt", "os|as|um|uma|nós"),
    ("*", "contact|contacts|kontakt|press|media|presse|medien|email|e-mail|tel|tel.|phone|telefon|mobile|mobil|fax|website|twitter|facebook|about|über|notes|note|editors|source|herausgeber|download|downloads|street|road|avenue|news|release|share|back|home|menu|subscribe|newsletter|internet|web|infos|information|informationen|more|mehr|read|next|previous|visit|see|photo|foto|image|bild|video|pressemitteilung|meanwhile|however"),
];

static ROLES_SET: LazyLock<HashSet<&str>> = LazyLock::new(|| words(ROLES).collect());
static ORGANISATIONS_SET: LazyLock<HashSet<&str>> = LazyLock::new(|| words(ORGANISATIONS).collect());
static TITLES_SET: LazyLock<HashSet<&str>> = LazyLock::new(|| words(TITLES).collect());
static CREDENTIALS_SET: LazyLock<HashSet<&str>> = LazyLock::new(|| words(CREDENTIALS).collect());
static PARTICLES_SET: LazyLock<HashSet<&str>> = LazyLock::new(|| words(PARTICLES).collect());
static NO_NAMES_SET: LazyLock<HashSet<&str>> = LazyLock::new(|| words(NO_NAMES).collect());
static ROLE_ENDS: LazyLock<Vec<&str>> = LazyLock::new(|| words(ROLE_ENDINGS).collect());
static ORGANISATION_ENDS: LazyLock<Vec<&str>> = LazyLock::new(|| words(ORGANISATION_ENDINGS).collect());

/// The row of a language.
pub(crate) fn roles_of(language: &str) -> impl Iterator<Item = &'static str> {
    let row = ROLES.iter().find(|(own, _)| *own == language);
    row.into_iter().flat_map(|(_, words)| words.split('|'))
}

/// A lower-case word that names a function.
pub(crate) fn is_role(word: &str) -> bool {
    ROLES_SET.contains(word)
}

/// A lower-case word of an organisation's name.
pub(crate) fn is_organisation(word: &str) -> bool {
    ORGANISATIONS_SET.contains(word)
}

/// A title before a name.
pub(crate) fn is_title(word: &str) -> bool {
    TITLES_SET.contains(word)
}

/// Letters behind a name.
pub(crate) fn is_credential(word: &str) -> bool {
    CREDENTIALS_SET.contains(word)
}

/// A small word within a name.
pub(crate) fn is_particle(word: &str) -> bool {
    PARTICLES_SET.contains(word)
}

/// A lower-case word that is no name.
pub(crate) fn is_no_name(word: &str) -> bool {
    NO_NAMES_SET.contains(word)
}

/// Whether a word is a compound that ends as one of a function.
pub(crate) fn ends_as_role(word: &str) -> bool {
    ROLE_ENDS.iter().any(|end| word.len() > end.len() + 2 && word.ends_with(end))
}

/// Whether a word is a compound that ends as an organisation.
pub(crate) fn ends_as_organisation(word: &str) -> bool {
    ORGANISATION_ENDS.iter().any(|end| word.len() > end.len() + 2 && word.ends_with(end))
}

/// The phrases that name an office.
pub(crate) fn offices() -> impl Iterator<Item = &'static str> {
    words(OFFICES)
}
