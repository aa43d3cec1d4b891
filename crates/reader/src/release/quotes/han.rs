//! Who said it in Japanese, where a particle marks the speaker: "「...」と社長の丸山花子は述べています".

use super::speaker::Said;
use crate::{lexicon, release::words};

/// What stands behind a person's name.
const HONORIFICS: [&str; 4] = ["氏", "さん", "様", "博士"];

/// "と代表取締役社長の丸山花子は述べています。"
pub(super) fn after(follows: &str) -> Option<Said> {
    let clause = follows.trim_start().strip_prefix('と')?.split('。').next()?;
    let clause = clause.trim_start_matches('、');
    let (speaker, said) = clause.split_once(['は', 'が'])?;
    says(said).then(|| person(speaker)).flatten()
}

/// "技術部長の田中太郎は次のように述べています。"
pub(super) fn before(clause: &str) -> Option<Said> {
    let clause = clause.trim().trim_end_matches(['。', '：', ':', '、']);
    let sentence = clause.rsplit('。').next()?;
    let (speaker, said) = sentence.split_once('は')?;
    (says(said) || said.is_empty()).then(|| person(speaker.rsplit('、').next().unwrap_or(speaker))).flatten()
}

fn says(text: &str) -> bool {
    lexicon::verbs_of("ja").any(|stem| text.contains(stem))
}

/// "代表取締役社長の丸山花子", "丸山花子氏", "丸山 花子（代表取締役社長）".
fn person(text: &str) -> Option<Said> {
    let text = text.trim();
    let (text, behind) = match text.split_once(['（', '(']) {
        Some((name, rest)) => (name, Some(rest.trim_end_matches(['）', ')']))),
        None => (text, None),
    };
    let text = HONORIFICS.iter().find_map(|honorific| text.strip_suffix(honorific)).unwrap_or(text);
    let (role, name) = text.rsplit_once('の').map_or((None, text), |(role, name)| (Some(role), name));
    let letters = name.chars().filter(|c| !c.is_whitespace()).count();
    let sound = (2..=8).contains(&letters) && name.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '　' | '・'));
    let role = role.or(behind).map(str::to_owned).filter(|role| words::is_role_word(role));
    (sound && !words::is_role_word(name)).then(|| Said { name: Some(name.to_owned()), role })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_particle_marks_who_speaks() {
        let read = |said: Option<Said>| said.and_then(|said| Some((said.name?, said.role)));
        let role = |name: &str, role: &str| Some((name.to_owned(), Some(role.to_owned())));
        assert_eq!(read(after("と代表取締役社長の丸山花子は述べています。")), role("丸山花子", "代表取締役社長"));
        assert_eq!(read(before("技術部長の田中太郎は次のように述べています。")), role("田中太郎", "技術部長"));
        assert_eq!(read(after("と丸山花子氏は語った。")), Some(("丸山花子".to_owned(), None)));
        assert_eq!(read(after("は新しい船の名前です。")), None);
    }
}
