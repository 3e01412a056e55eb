//! The words by which a closing is found: note, value and answers, as they are kept and as people write them.

use nascente_domain::closing::Accepted;
use nascente_domain::hashtag::fold;
use nascente_domain::moment::LocalDay;
use serde_json::Value;

/// The folded words of a closing.
pub(super) fn words(accepted: &Accepted) -> String {
    let mut words: Vec<String> = accepted.note.iter().cloned().collect();
    words.extend(accepted.value_cents.iter().flat_map(|cents| amount(*cents)));
    for answer in accepted.fields.values() {
        match answer {
            Value::String(text) => {
                words.extend(written_day(text));
                words.push(text.clone());
            }
            Value::Array(items) => words.extend(items.iter().filter_map(Value::as_str).map(str::to_owned)),
            Value::Number(number) => words.push(number.to_string()),
            _ => {}
        }
    }
    fold(&words.join(" ")).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `2026-12-24` as Brazilians write it.
fn written_day(text: &str) -> Option<String> {
    let _: LocalDay = text.parse().ok()?;
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    Some(format!("{day}/{month}/{year}"))
}

/// An amount as it is typed, with a point between thousands and without.
fn amount(cents: i64) -> Vec<String> {
    let plain = format!("{},{:02}", cents / 100, cents % 100);
    let digits = (cents / 100).to_string();
    let grouped = digits.bytes().enumerate().fold(String::new(), |mut grouped, (place, digit)| {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push('.');
        }
        grouped.push(char::from(digit));
        grouped
    });
    let pointed = format!("{grouped},{:02}", cents % 100);
    if pointed == plain { vec![plain] } else { vec![plain, pointed] }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::*;

    #[test]
    fn a_closing_is_found_by_its_answers_as_they_are_written() {
        let fields = BTreeMap::from([
            ("entrega".to_owned(), json!("2026-12-24")),
            ("cores".to_owned(), json!(["Verde", "Azul"])),
            ("obs".to_owned(), json!("Ligar  ANTES, às 9-10-11")),
        ]);
        let accepted = Accepted {
            disposition: None,
            value_cents: Some(123_456_789),
            note: Some("Amanhã".to_owned()),
            form_version: None,
            fields,
        };
        let wanted = "amanha 1234567,89 1.234.567,89 verde azul 24/12/2026 2026-12-24 ligar antes, as 9-10-11";
        assert_eq!(words(&accepted), wanted);
        assert_eq!(amount(5), ["0,05"]);
    }
}
