//! Who said it where no spaces part the words. In Japanese a particle marks the speaker: "「...」と社長の丸山花子は述べています";
//! in Chinese the name stands between the function and the verb: "“...”，董事长陈立群表示".

use super::speaker::Said;
use crate::{lexicon, release::words};

/// What stands behind a person's name.
const HONORIFICS: [&str; 4] = ["氏", "さん", "様", "博士"];

/// "と代表取締役社長の丸山花子は述べています。", "，董事长陈立群表示，"
pub(super) fn after(follows: &str) -> Option<Said> {
    let behind = follows.trim_start_matches(['，', ',', '。', ' ']);
    marked(follows).or_else(|| named_before_verb(behind.split(['，', '。', '：', ',', ':', '“']).next()?))
}

fn marked(follows: &str) -> Option<Said> {
    let clause = follows.trim_start().strip_prefix('と')?.split('。').next()?;
    let clause = clause.trim_start_matches('、');
    let (speaker, said) = clause.split_once(['は', 'が'])?;
    says(said).then(|| person(speaker)).flatten()
}

/// "技術部長の田中太郎は次のように述べています。"
pub(super) fn before(clause: &str) -> Option<Said> {
    let clause = clause.trim().trim_end_matches(['。', '：', ':', '、', '，']);
    let sentence = clause.rsplit('。').next()?;
    let Some((speaker, said)) = sentence.split_once('は') else {
        return named_before_verb(sentence.rsplit(['，', ',']).next()?);
    };
    (says(said) || said.is_empty()).then(|| person(speaker.rsplit('、').next().unwrap_or(speaker))).flatten()
}

/// "某某科技董事长陈立群表示": the function's last word, the name, the verb.
fn named_before_verb(clause: &str) -> Option<Said> {
    let speaker = lexicon::verbs_of("zh").find_map(|verb| clause.trim().strip_suffix(verb))?;
    let end = lexicon::roles_of("zh").filter_map(|role| speaker.rfind(role).map(|at| at + role.len())).max();
    let (role, name) = speaker.split_at(end.unwrap_or(0));
    let name = ["先生", "女士", "博士"].iter().find_map(|title| name.strip_suffix(title)).unwrap_or(name);
    let sound = (2..=4).contains(&name.chars().count()) && name.chars().all(|c| matches!(c, '\u{3400}'..='\u{9fff}'));
    let role = Some(role.to_owned()).filter(|role| !role.is_empty());
    sound.then(|| Said { name: Some(name.to_owned()), role })
}

/// "홍길동 대표는 “...”고 말했다": the name, the function with its particle, and the verb behind the quote.
pub(super) fn korean(clause: &str, follows: &str) -> Option<Said> {
    let sentence = follows.split('.').next().filter(|rest| lexicon::verbs_of("ko").any(|verb| rest.contains(verb)))?;
    let tokens: Vec<&str> = clause.split_whitespace().collect();
    let [.., name, role] = tokens.as_slice() else { return None };
    let role = role.trim_end_matches(',').strip_suffix(['은', '는', '이', '가'])?;
    let hangul = |c: char| matches!(c, '\u{ac00}'..='\u{d7a3}');
    let named = (2..=4).contains(&name.chars().count()) && name.chars().all(hangul) && !sentence.is_empty();
    let known = lexicon::roles_of("ko").any(|own| role.ends_with(own));
    (named && known).then(|| Said { name: Some((*name).to_owned()), role: Some(role.to_owned()) })
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
        assert_eq!(read(after("，例子科技董事长兼总裁王小明表示，“")), role("王小明", "例子科技董事长兼总裁"));
        assert_eq!(read(before("首批产品下线。总经理王小明指出：")), role("王小明", "总经理"));
        assert_eq!(read(after("是新产品的名称。")), None);
        assert_eq!(read(korean("예시회사 홍길동 대표는 ", "고 말했다.")), role("홍길동", "대표"));
        assert_eq!(read(korean("새 제품의 이름은 ", "이다.")), None);
    }
}
