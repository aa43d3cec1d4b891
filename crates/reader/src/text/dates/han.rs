//! Numbers in Chinese characters before a date's mark: 二〇二四年, 十月二十三日, 元年.

/// A number as it is written.
#[derive(Debug, Clone, Copy)]
pub struct Numeral {
    /// Its value.
    pub value: u32,
    /// How many decimal digits it stands for.
    pub digits: u8,
    /// Its bytes.
    pub length: usize,
}

/// The value of a digit.
fn digit(c: char) -> Option<u32> {
    let digits = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    digits.iter().position(|d| *d == c).or((c == '零' || c == '○').then_some(0)).and_then(|d| u32::try_from(d).ok())
}

/// A number at the head of a text that 年, 月, 日 or 号 follows.
pub fn number(text: &str) -> Option<Numeral> {
    let first = text.chars().next()?;
    if first == '元' {
        let year = text.strip_prefix('元').is_some_and(|rest| rest.starts_with('年'));
        return year.then_some(Numeral { value: 1, digits: 1, length: first.len_utf8() });
    }
    if digit(first).is_none() && first != '十' {
        return None;
    }
    let part = |c: char| digit(c).is_some() || c == '十' || c == '百';
    let length = text.find(|c: char| !part(c)).filter(|length| *length <= 15)?;
    let (head, rest) = text.split_at(length);
    if !rest.starts_with(['年', '月', '日', '号', '號']) {
        return None;
    }
    let counted = head.contains(['百', '十']);
    let value =
        if counted { counting(head)? } else { head.chars().filter_map(digit).fold(0, |value, d| value * 10 + d) };
    let digits = if counted { decimals(value) } else { u8::try_from(head.chars().count()).ok()? };
    Some(Numeral { value, digits, length })
}

fn decimals(value: u32) -> u8 {
    if value > 99 { 3 } else { 2 }
}

/// 一百一十五, 二十三, 十.
fn counting(text: &str) -> Option<u32> {
    let (hundreds, rest) = text.split_once('百').map_or((0, text), |(head, rest)| (single(head).unwrap_or(1), rest));
    let rest = rest.trim_start_matches(['〇', '零']);
    let Some((tens, ones)) = rest.split_once('十') else {
        return Some(hundreds * 100 + if rest.is_empty() { 0 } else { single(rest)? });
    };
    let tens = if tens.is_empty() { 1 } else { single(tens)? };
    Some(hundreds * 100 + tens * 10 + if ones.is_empty() { 0 } else { single(ones)? })
}

fn single(text: &str) -> Option<u32> {
    let mut chars = text.chars();
    let value = chars.next().and_then(digit)?;
    chars.next().is_none().then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Option<u32> {
        number(text).map(|numeral| numeral.value)
    }

    #[test]
    fn numbers_are_read_by_place_and_by_tens() {
        for (text, wanted) in [
            ("二〇二四年", 2024),
            ("十月", 10),
            ("二十三日", 23),
            ("三十一年", 31),
            ("元年", 1),
            ("九月", 9),
            ("十一月", 11),
        ] {
            assert_eq!(value(text), Some(wanted), "{text}");
        }
        assert_eq!(value("一般"), None);
        assert_eq!(value("元気"), None);
    }
}
