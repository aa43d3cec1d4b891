//! Words of saying, and the small words beside them.

use std::{collections::HashSet, sync::LazyLock};

use super::{Rows, words};

/// Verbs, and prepositions that stand for one ("so X", "selon X").
#[rustfmt::skip]
pub(super) const VERBS: Rows = &[
    ("en", "said|says|say|saying|added|adds|stressed|stresses|explained|explains|noted|notes|commented|comments|commenting|continued|continues|concluded|concludes|stated|states|told|tells|emphasized|emphasised|emphasizes|emphasises|remarked|announced|warned|warns|argued|argues|urged|urges|declared|declares|wrote|writes|observed|insisted|recalled|recalls|shared|according|responded|asked|mentioned|reads|echoed|quipped|affirmed|testified|confirmed|reiterated"),
    ("de", "sagt|sagte|sagten|erklärt|erklärte|erklärten|betont|betonte|betonten|so|laut|ergänzt|ergänzte|kommentiert|kommentierte|fordert|forderte|unterstreicht|unterstrich|erläutert|erläuterte|meint|meinte|mahnt|mahnte|warnt|warnte|kritisiert|kritisierte|fügt|fügte|berichtet|berichtete|resümiert|bekräftigt|bekräftigte|freut|freute|äußert|äußerte|urteilt|bilanziert|lobt|lobte|findet|appelliert|appellierte|verdeutlicht|begründet|schildert|weiß|hebt|gesagt|unterstrichen|hob|resümierte|erinnert|erinnerte|stellte|stellt|lautet"),
    ("fr", "déclaré|déclare|déclarait|explique|expliqué|souligne|souligné|ajoute|ajouté|affirme|affirmé|précise|précisé|indique|indiqué|commente|commenté|selon|estime|conclut|rappelle|témoigne|insiste|réagit|confie|alerte|dénonce|raconte|poursuit|annonce|a-t-il|dit|expliquait|réjouit|félicite|martèle|résume|détaille|assure|accuse|accusé|salue|salué|avertit|averti|plaide|regrette|regretté|observe|prévient|confié|rappelé|estimé|alerté|dénoncé|conclu|assuré|raconté"),
    ("es", "dijo|dice|afirmó|afirma|señaló|señala|explicó|explica|añadió|añade|destacó|destaca|declaró|subrayó|subraya|según|manifestó|comentó|comenta|aseguró|asegura|apuntó|indicó|recordó|afirmado|señalado|explicado|destacado|asegurado|manifestado|indicado|recordado|subrayado|añadido|comentado|declarado|apuntado|dicho|agregado|sostenido|resaltado|insistido|dijeron|agregó|agrega|sostuvo|expresó|expresa|resaltó|explicaron|acusa|acusó|denuncia|denunció|denunciado|advierte|advirtió|celebra|celebró|valora|valoró|relata|reconoce|informó|detalló|precisó|concluyó|critica|criticó|lamenta|lamentó|recalca|recalcó"),
    ("it", "dichiarato|dichiara|afferma|affermato|spiega|spiegato|sottolinea|sottolineato|commenta|commentato|aggiunge|aggiunto|detto|secondo|conclude|prosegue|ricorda|sostiene|ribadisce|dice|disse|racconta|evidenzia|conferma|denuncia|denunciato|osserva|osservato|precisa|precisato|avverte|avvertito|ricordato|ribadito|concluso|annuncia|annunciato"),
    ("nl", "zegt|zei|aldus|stelt|verklaart|verklaarde|vertelt|benadrukt|volgens|reageert|vindt|benadrukte|vertelde|licht|vult|reageerde|legt"),
    ("pt", "disse|diz|afirmou|explicou|destacou|acrescentou|ressaltou|ressalta|segundo|declarou|sublinhou|sublinha|salienta|comentou|refere|comenta|completa|conta|reforça|enfatiza|avalia|conclui|observa|revela|garante|frisou|frisa|realça|concluiu|explica|afirma|adiantou|acusa|acusou|denuncia|denunciou|critica|criticou|lembra|lembrou|alerta|alertou|defende|defendeu|considera|considerou"),
    ("pl", "powiedział|powiedziała|mówi|podkreśla|podkreślił|podkreśliła|dodaje|dodał|dodała|wyjaśnia|zaznacza|zaznaczył|zaznaczyła|komentuje|według|twierdzi|zauważa|wyjaśnił|wyjaśniła|komentował|powiedzieli|stwierdził|stwierdziła|powiedzieć|tłumaczy|ocenia|przyznaje|informuje"),
    ("sv", "säger|sade|sa|förklarar|menar|berättar|enligt|kommenterar|tillägger|berättade|förklarade|betonar|framhåller|understryker|konstaterar|poängterar|fortsätter|påpekar|betonade"),
    ("da", "siger|sagde|udtaler|forklarer|ifølge|fortæller|tilføjer|forklarede|fortalte|understreger|mener|lyder|slår|pointerer|påpeger|supplerer|uddyber|kommenterer|vurderer"),
    ("nb", "sier|uttaler|forteller|forklarer|sa|mener|understreker|fortalte|forklarte|legger|tilføyer|poengterer|påpeker|forsikrer|kommenterer|ifølge|utdyper"),
    ("fi", "sanoo|kertoo|toteaa|mukaan|korostaa|sanoi|kertoi|selittää|painottaa|lisää|jatkaa|kommentoi|arvioi|iloitsee|kuvaa|kiteyttää"),
    ("cs", "říká|řekl|řekla|uvedl|uvedla|dodává|dodal|dodala|vysvětluje|podle|upozorňuje|řekli|vysvětlil|vysvětlila|zdůraznil|zdůraznila|sdělil|sdělila|doplnil|doplnila|komentuje|zdůrazňuje|upřesnil|upřesnila|popsal|popsala|potvrdil|potvrdila|připomněl|připomněla"),
    ("sk", "povedal|povedala|hovorí|uviedol|uviedla|dodal|dodala|vysvetlil|vysvetlila|povedali|dodáva|vysvetľuje|podľa|zdôraznil|zdôraznila|upozorňuje|tvrdí"),
    ("hu", "mondta|mondja|nyilatkozta|hangsúlyozta|közölte|elmondta|hozzátette|fogalmazott|nyilatkozott|kiemelte|tette|elmondása|szerint|jelentette|magyarázta|emelte|összegezte|véli"),
    ("ro", "spune|spus|declarat|afirmat|afirmă|precizat|explică|adăugat|adaugă|subliniat|subliniază|menționat|explicat|declară|transmis|potrivit|mărturisește|completează"),
    ("ja", "述べ|語って|語った|話し|話す|コメント|説明し|強調し"),
    ("zh", "表示|说道|说|指出|强调|认为|介绍|称|谈到|補充|表明|說"),
    ("tr", "dedi|belirtti|söyledi|ekledi|açıkladı|vurguladı|konuştu|diyor|kaydetti|değerlendirdi|aktardı|etti|göre|diyen"),
    ("id", "mengatakan|kata|ujar|ujarnya|katanya|tutur|ungkap|menyatakan|menjelaskan|menambahkan|menyampaikan|menegaskan|mengungkapkan|menurut"),
    ("ko", "말했다|밝혔다|전했다|강조했다|설명했다|덧붙였다|당부했다|말하며|밝히며|평가했다"),
    ("ru", "сказал|сказала|говорит|отметил|отметила|отмечает|заявил|заявила|добавил|добавила|добавляет|подчеркнул|подчеркнула|подчеркивает|подчёркивает|рассказал|рассказала|рассказывает|прокомментировал|прокомментировала|комментирует|пояснил|пояснила|поясняет|сообщил|сообщила|считает|объяснил|объяснила|уверен|уверена"),
    ("sl", "povedal|povedala|pravi|dejal|dejala|poudaril|poudarila|poudarja|pojasnil|pojasnila|pojasnjuje|dodal|dodala"),
    ("uk", "сказав|сказала|каже|зазначив|зазначила|заявив|заявила|додав|додала|наголосив|наголосила|розповів|розповіла|прокоментував|прокоментувала|пояснив|пояснила|повідомив|повідомила"),
    ("el", "δήλωσε|είπε|τόνισε|πρόσθεσε|ανέφερε|σημείωσε|δηλώνει|σχολίασε|εξήγησε|υπογράμμισε"),
    ("ar", "قال|قالت|وقال|وقالت|صرح|صرّح|وصرح|أكد|أكدت|وأكد|وأكدت|أضاف|أضافت|وأضاف|وأضافت|أوضح|وأوضح|أوضحت|وأوضحت|وأشار|وأشارت|علق|وعلق"),
    ("he", "אמר|אמרה|מסר|מסרה|ציין|ציינה|הוסיף|הוסיפה|הסביר|הסבירה|הדגיש|הדגישה"),
    ("hr", "rekao|rekla|izjavio|izjavila|kaže|istaknuo|istaknula|dodao|dodala|naglasio|naglasila|komentirao|komentirala|objasnio|objasnila"),
];

/// Speakers that are named already.
#[rustfmt::skip]
pub(super) const PRONOUNS: Rows = &[
    ("en", "he|she|they|we"),
    ("de", "er|sie"),
    ("fr", "il|elle|on|dit-il|dit-elle|explique-t-il|explique-t-elle|ajoute-t-il|ajoute-t-elle|a-t-il|a-t-elle"),
    ("es", "él|ella"),
    ("it", "lui|lei"),
    ("nl", "hij|zij|ze"),
    ("pt", "ele|ela"),
    ("pl", "on|ona"),
    ("sv", "han|hon"),
    ("da", "han|hun"),
    ("nb", "han|hun"),
    ("fi", "hän"),
    ("cs", "on|ona"),
    ("sk", "on|ona"),
    ("ro", "el|ea"),
    ("hu", "ő"),
    ("ru", "он|она"),
    ("uk", "він|вона"),
];

/// Prepositions and verbs that open the clause that names a speaker: "According to X", "Selon X".
#[rustfmt::skip]
const OPENERS: Rows = &[
    ("*", "said|says|according|selon|pour|laut|so|según|secondo|volgens|aldus|segundo|według|enligt|ifølge|podle|podľa|mukaan|conform|sagt|sagte|erklärte|dazu"),
];

/// "a" of "a déclaré".
#[rustfmt::skip]
const AUXILIARIES: Rows = &[
    ("*", "a|se|ha|hat|hatte|haben|è|har|heeft|has|have|had|to|zu|s'est|s’est|ont|han"),
];

/// The row of a language: in Japanese, stems.
pub(crate) fn verbs_of(language: &str) -> impl Iterator<Item = &'static str> {
    let row = VERBS.iter().find(|(own, _)| *own == language);
    row.into_iter().flat_map(|(_, words)| words.split('|'))
}

static SAYING: LazyLock<HashSet<&'static str>> = LazyLock::new(|| words(VERBS).collect());

fn bare(token: &str) -> String {
    token.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

/// A word of saying.
pub(crate) fn is_verb(token: &str) -> bool {
    SAYING.contains(bare(token).as_str())
}

/// "a" of "a déclaré".
pub(crate) fn is_auxiliary(token: &str) -> bool {
    words(AUXILIARIES).any(|word| word == token.to_lowercase())
}

/// The speaker of the quote before.
pub(crate) fn is_pronoun(token: &str) -> bool {
    let token = bare(token);
    words(PRONOUNS).any(|word| word == token)
}

/// A word that opens a clause which names who speaks.
pub(crate) fn begins_clause(token: &str) -> bool {
    let token = bare(token);
    words(OPENERS).any(|word| word == token)
}
