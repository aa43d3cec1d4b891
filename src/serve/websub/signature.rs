//! `X-Hub-Signature` (WebSub §7.1): `method=hex` of an HMAC over the body.

use ring::hmac;

/// True when the header signs this body with this key; compared in constant time.
pub fn holds(header: &str, key: &str, body: &[u8]) -> bool {
    let Some((method, hex)) = header.trim().split_once('=') else { return false };
    let method = match method.to_ascii_lowercase().as_str() {
        "sha1" => hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
        "sha256" => hmac::HMAC_SHA256,
        "sha384" => hmac::HMAC_SHA384,
        "sha512" => hmac::HMAC_SHA512,
        _ => return false,
    };
    bytes(hex).is_some_and(|tag| hmac::verify(&hmac::Key::new(method, key.as_bytes()), body, &tag).is_ok())
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    let digit = |char: u8| char::from(char).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let pair = |pair: &[u8]| match pair {
        [high, low] => Some(digit(*high)? * 16 + digit(*low)?),
        _ => None,
    };
    hex.as_bytes().chunks(2).map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 2202 §3 and RFC 4231 §4.3, test case 2.
    #[test]
    fn all_four_methods_hold_and_nothing_else_does() {
        let (key, body) = ("Jefe", b"what do ya want for nothing?");
        let good = [
            "sha1=effcdf6ae5eb2fa2d27416d5f184df9c259a7c79",
            "SHA256=5BDCC146BF60754E6A042426089575C75A003F089D2739839DEC58B964EC3843",
            "sha384=af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649",
            "sha512=164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737",
        ];
        for header in good {
            assert!(holds(header, key, body), "{header}");
            assert!(!holds(header, "other", body) && !holds(header, key, b"other"), "{header}");
            assert!(!holds(&header[..header.len() - 2], key, body), "cut short");
        }
        for header in ["", "sha1", "sha1=", "md5=00", "sha256=zz", "sha256=5bd", "=", "sha1=\u{e9}\u{e9}"] {
            assert!(!holds(header, key, body), "{header}");
        }
    }
}
