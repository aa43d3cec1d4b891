//! A text as tokens: what is compared when two releases are.

/// A word or a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// Equal for equal words, whatever their case.
    pub hash: u64,
    /// It has a digit: "2.3", "31/12/2026", "Q4".
    pub figure: bool,
    /// It begins with a capital, or is written in a script that has none: it may be a name.
    pub capital: bool,
    /// The first of a sentence, a line, or a part behind a dash.
    pub begins: bool,
    /// It stands in a line or sentence with an e-mail address, a web address or a telephone number.
    pub contact: bool,
    /// Characters, the first and the last one: two spellings of one word are near in these.
    pub shape: (u8, u8, u8),
}

/// The first `limit` tokens of a text.
pub fn tokens(text: &str, limit: usize) -> Vec<Token> {
    let mut out = Vec::with_capacity((text.len() / 6).min(limit));
    let mut begins = true;
    let mut sentence = 0;
    let mut contact = false;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c == ' ' {
            continue;
        }
        if !c.is_alphanumeric() {
            let next = chars.clone().next();
            begins |= ends(c, next);
            contact |= c == '@' || c == '+' && next.is_some_and(|next| next.is_ascii_digit());
            continue;
        }
        if out.len() == limit {
            break;
        }
        let mut word = Word::new(c);
        while !is_whole(c) {
            let letters = chars.as_str().bytes().take_while(u8::is_ascii_alphanumeric).count();
            let (run, behind) = chars.as_str().split_at(letters);
            run.bytes().for_each(|letter| word.push_ascii(letter));
            chars = behind.chars();
            let mut ahead = chars.clone();
            match ahead.next() {
                Some(next) if next.is_alphanumeric() && !is_whole(next) => word.push(next),
                Some('\u{ad}') => {}
                // a figure goes on behind its point, comma, colon or slash
                Some(mark @ ('.' | ',' | ':' | '/')) if word.last.is_ascii_digit() => {
                    if !ahead.clone().next().is_some_and(|next| next.is_ascii_digit()) {
                        break;
                    }
                    word.hash = mix(word.hash, u64::from(u32::from(mark)));
                }
                _ => break,
            }
            chars = ahead;
        }
        if begins {
            mark(&mut out[sentence..], contact);
            (sentence, contact) = (out.len(), false);
        }
        out.push(word.token(begins));
        begins = false;
    }
    mark(&mut out[sentence..], contact);
    out
}

fn mark(sentence: &mut [Token], contact: bool) {
    if contact {
        sentence.iter_mut().for_each(|token| token.contact = true);
    }
}

/// Where one token stands for one character: scripts that put no space between words.
fn is_whole(c: char) -> bool {
    matches!(u32::from(c), 0xe00..=0xe7f | 0x2e80..=0x30ff | 0x3400..=0x9fff | 0xf900..=0xfaff | 0x2_0000..=0x3_ffff)
}

fn ends(c: char, next: Option<char>) -> bool {
    match c {
        '.' | '!' | '?' | '…' => next.is_none_or(|next| !next.is_alphanumeric()),
        '\n' | '–' | '—' | '―' | '。' | '！' | '？' | '।' | '•' | '|' => true,
        '-' => next.is_some_and(|next| next == '-' || next == ' '),
        _ => false,
    }
}

struct Word {
    hash: u64,
    first: char,
    last: char,
    count: u8,
    figure: bool,
}

impl Word {
    fn new(c: char) -> Self {
        let mut word = Self { hash: 0, first: c, last: c, count: 0, figure: false };
        word.push(c);
        word
    }

    fn push(&mut self, c: char) {
        if c.is_ascii() {
            return self.push_ascii(c as u8);
        }
        self.figure |= c.is_numeric();
        self.count = self.count.saturating_add(1);
        self.last = c;
        c.to_lowercase().for_each(|c| self.hash = mix(self.hash, u64::from(c)));
    }

    fn push_ascii(&mut self, letter: u8) {
        self.figure |= letter.is_ascii_digit();
        self.count = self.count.saturating_add(1);
        self.last = letter.into();
        self.hash = mix(self.hash, letter.to_ascii_lowercase().into());
    }

    fn token(&self, begins: bool) -> Token {
        let low = |c: char| (u32::from(c.to_ascii_lowercase()) & 0xff) as u8;
        Token {
            hash: settle(self.hash),
            figure: self.figure,
            capital: !self.first.is_lowercase(),
            begins,
            contact: false,
            shape: (self.count, low(self.first), low(self.last)),
        }
    }
}

/// One step of a hash that is the same on every machine and in every version: it is stored.
pub fn mix(hash: u64, value: u64) -> u64 {
    (hash.rotate_left(5) ^ value).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// All bits of a hash depend on all that went into it (the finaliser of MurmurHash3).
pub fn settle(hash: u64) -> u64 {
    let hash = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    let hash = (hash ^ (hash >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ (hash >> 33)
}
