//! Words by which a line says that it tells whom the press may ask.

use super::{Rows, words};

/// The press: stems.
#[rustfmt::skip]
pub(super) const PRESS: Rows = &[
    ("en", "press|media|journalist|interview"),
    ("de", "presse|medien|journalist|redaktion|interview"),
    ("fr", "presse|média|journaliste"),
    ("es", "prensa|medios|periodista"),
    ("it", "stampa|giornalist"),
    ("nl", "pers|media|journalist"),
    ("pt", "imprensa|jornalista"),
    ("pl", "mediów|prasow|dziennikarz"),
    ("sv", "press|media|journalist"),
    ("da", "presse|medie|journalist"),
    ("nb", "presse|medie|journalist"),
    ("fi", "lehdist|media|toimittaj"),
    ("cs", "novinář|tisk|médi"),
    ("sk", "novinár|tlač|médi"),
    ("hu", "sajtó|média"),
    ("ro", "presă|presa|media"),
    ("tr", "basın|medya|gazeteci"),
    ("ru", "пресс|сми|журналист|медиа"),
    ("ja", "報道|プレス|メディア|広報"),
];

/// Asking somebody: stems.
#[rustfmt::skip]
pub(super) const ASK: Rows = &[
    ("en", "contact|inquir|enquir|reach out|reach |get in touch|e-mail|email|call|queries|questions"),
    ("de", "kontakt|rückfragen|anfragen|wenden|auskünfte|fragen|ansprechp"),
    ("fr", "contact|renseignements"),
    ("es", "contact|consultas"),
    ("it", "contatt|informazioni"),
    ("nl", "contact|vragen|neem "),
    ("pt", "contat|contacto|contactar"),
    ("pl", "kontakt"),
    ("sv", "kontakt|frågor"),
    ("da", "kontakt|forespørgs|henvendels"),
    ("nb", "kontakt|forespørs|henvendels"),
    ("fi", "yhteys|yhteyde|lisätieto|kysymy"),
    ("cs", "kontakt|dotaz"),
    ("sk", "kontakt|otázk"),
    ("hu", "kapcsolat|elérhető"),
    ("ro", "contact"),
    ("tr", "iletişim|irtibat|bilgi için"),
    ("ru", "контакт|вопрос|связаться"),
    ("ja", "問い合わせ|問合せ|連絡先"),
];

/// What stands before an address or a number, as patterns.
#[rustfmt::skip]
pub(crate) const CHANNELS: Rows = &[
    ("*", r"e-?mail(?: address)?|mail|tel(?:efon|ephone|efono|éfono|efoon|efone|\.)?(?:nummer|szám)?|fax|telefax|faks|internet|www|url|twitter|skype|gsm"),
    ("en", r"phone|mob(?:ile|\.)?|cell(?:phone)?\.?|direct|web(?:site)?"),
    ("de", r"fon|mobil(?:telefon)?|handy|webseite"),
    ("fr", r"courriel|t[ée]l[ée]phone|tél\.?|portable"),
    ("es", r"correo(?: electrónico)?|móvil"),
    ("it", r"cellulare"),
    ("nl", r"mobiel"),
    ("pt", r"telem[óo]vel|celular"),
    ("pl", r"kom"),
    ("sv", r"e-?post"),
    ("da", r"tlf"),
    ("fi", r"puh(?:elin)?|sähköposti"),
    ("hu", r"e-mail cím"),
    ("tr", r"e-?posta|cep"),
    ("ru", r"тел(?:ефон)?|моб|эл\. ?почта|почта|факс"),
    ("el", r"τηλ(?:έφωνο)?|κιν(?:ητό)?"),
    ("ja", r"電話(?:番号)?|メール(?:アドレス)?|ＴＥＬ|ＦＡＸ"),
    ("zh", r"电话|邮箱|电子邮件|手机|传真"),
    ("ko", r"전화|이메일|휴대폰|팩스"),
    ("ar", r"هاتف|جوال|البريد الإلكتروني|فاكس"),
    ("he", r"טלפון|נייד|דוא.ל|פקס"),
    ("id", r"telp|ponsel|surel"),
];

fn begins_word(text: &str, stem: &str) -> bool {
    text.match_indices(stem).any(|(at, _)| {
        !stem.is_ascii() || text[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric()) || stem.len() > 6
    })
}

/// Whether a lower-case text speaks of the press.
pub(crate) fn is_for_press(text: &str) -> bool {
    words(PRESS).any(|stem| begins_word(text, stem))
}

/// Whether a lower-case text asks its reader to ask somebody.
pub(crate) fn asks(text: &str) -> bool {
    words(ASK).any(|stem| text.contains(stem))
}

/// Whether the first part of an address names the press: "press@", "contatto-media@".
pub(crate) fn names_press(address: &str) -> bool {
    let local = address.split('@').next().unwrap_or_default().to_lowercase();
    let mut parts = local.split(['.', '-', '_', '+']);
    parts.any(|part| part == "pr" || words(PRESS).any(|stem| part.starts_with(stem) && part.len() <= stem.len() + 6))
}
