//! A number as the wire gave it, and how two numbers compare.
//!
//! Brazil added a ninth digit to mobile numbers; WhatsApp kept many accounts under the old eight. Both spellings
//! are one person. Landlines (first digit 2 to 5 after the area code) never had a ninth digit and are left alone.

use core::fmt;

/// A telephone number in digits only, as a provider sent it. Replies go to exactly this.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Phone(String);

/// What two spellings of one number have in common: the form under which a person is looked up.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PhoneKey(String);

impl Phone {
    /// Reads a number, dropping everything that is no digit; `None` when fewer than 6 or more than 15 digits remain
    /// (E.164 allows 15).
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        (6..=15).contains(&digits.len()).then_some(Self(digits))
    }

    /// Reads a number that a Brazilian typed: an area code and number without the country gets 55 in front.
    #[must_use]
    pub fn read_brazilian(text: &str) -> Option<Self> {
        let phone = Self::read(text.trim_start_matches('0'))?;
        let international = text.trim_start().starts_with('+');
        match phone.0.len() {
            10 | 11 if !international => Some(Self(format!("55{}", phone.0))),
            _ => Some(phone),
        }
    }

    /// The digits.
    #[must_use]
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// The key under which this number's owner is found.
    #[must_use]
    pub fn key(&self) -> PhoneKey {
        PhoneKey(with_ninth_digit(&self.0).unwrap_or_else(|| self.0.clone()))
    }

    /// The number with its middle hidden, for roles that may not see it: `+55 11 •••••-0001`.
    #[must_use]
    pub fn masked(&self) -> String {
        let digits = &self.0;
        let tail = &digits[digits.len() - 4..];
        match digits.strip_prefix("55") {
            Some(national) if national.len() >= 10 => format!("+55 {} •••••-{tail}", &national[..2]),
            _ => format!("+•••••-{tail}"),
        }
    }
}

impl PhoneKey {
    /// The digits of the key.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The mobile number of the old spelling (55, area code, 8 digits from 6 to 9) in the new one.
fn with_ninth_digit(digits: &str) -> Option<String> {
    let national = digits.strip_prefix("55")?;
    if national.len() != 10 || !matches!(national.as_bytes()[2], b'6'..=b'9') {
        return None;
    }
    Some(format!("55{}9{}", &national[..2], &national[2..]))
}

impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(digits: &str) -> String {
        Phone::read(digits).unwrap().key().as_str().to_owned()
    }

    #[test]
    fn a_mobile_number_with_and_without_the_ninth_digit_is_one_person() {
        assert_eq!(key("553188887777"), key("5531988887777"));
        assert_eq!(key("551199990001"), key("+55 (11) 99999-0001"));
    }

    #[test]
    fn a_landline_is_never_given_a_ninth_digit() {
        assert_eq!(key("551130000001"), "551130000001");
        assert_ne!(key("551130000001"), key("5511930000001"));
    }

    #[test]
    fn numbers_of_other_countries_are_left_as_they_are() {
        assert_eq!(key("351912345678"), "351912345678");
        assert_eq!(key("5493412345678"), "5493412345678");
    }

    #[test]
    fn a_number_typed_without_the_country_is_brazilian() {
        assert_eq!(Phone::read_brazilian("(11) 99999-0001").unwrap().digits(), "5511999990001");
        assert_eq!(Phone::read_brazilian("011 3000-0001").unwrap().digits(), "551130000001");
        assert_eq!(Phone::read_brazilian("+351 912 345 678").unwrap().digits(), "351912345678");
        assert!(Phone::read_brazilian("12345").is_none());
    }

    #[test]
    fn a_masked_number_shows_the_area_code_and_the_last_four_digits() {
        assert_eq!(Phone::read("5511999990001").unwrap().masked(), "+55 11 •••••-0001");
    }
}
