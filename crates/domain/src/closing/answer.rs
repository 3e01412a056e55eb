//! Answers to the fields of a closing form: what was typed becomes a value of the field's type, or is refused.

use serde_json::Value;

use super::document::read_document;
use super::{FieldType, FormField, LARGEST_VALUE_CENTS, LONGEST_TEXT};
use crate::moment::LocalDay;
use crate::money::{plain_number, read_money};

/// Longest single line, in characters.
const LONGEST_LINE: usize = 500;
/// Beyond this a number is a slip of the hand.
const LARGEST_NUMBER: f64 = 1e12;

/// Why an answer is not taken: a code and a text for a person.
pub(super) type Wrong = (&'static str, &'static str);

/// An answer in the type of its field; `None` when it is empty.
pub(super) fn read(field: &FormField, answer: Option<Value>) -> Result<Option<Value>, Wrong> {
    let Some(answer) = answer.filter(|answer| !is_empty(answer)) else { return Ok(None) };
    let read = match field.field_type {
        FieldType::Text => text(&answer, LONGEST_LINE),
        FieldType::LongText => text(&answer, LONGEST_TEXT),
        FieldType::Number => number(&answer),
        FieldType::Money => money(&answer),
        FieldType::Date => date(&answer),
        FieldType::List => option(field, &answer),
        FieldType::Multiple => options(field, &answer),
        FieldType::YesNo => yes_no(&answer),
        FieldType::CpfCnpj => document(&answer),
    };
    read.map(Some)
}

fn is_empty(answer: &Value) -> bool {
    match answer {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}

const WRONG_TYPE: Wrong = ("wrong_type", "the answer has the wrong type");

fn text(answer: &Value, longest: usize) -> Result<Value, Wrong> {
    let text = answer.as_str().ok_or(WRONG_TYPE)?.trim();
    if text.chars().count() > longest {
        return Err(("too_long", "the answer is too long"));
    }
    Ok(Value::from(text))
}

/// A number, also as Brazilians type it: `1.234,5`.
fn number(answer: &Value) -> Result<Value, Wrong> {
    const UNREADABLE: Wrong = ("not_a_number", "write a number such as 1.234,5");
    let plain = match answer {
        Value::Number(number) => number.to_string(),
        Value::String(text) => {
            let text = text.trim();
            let unsigned = text.strip_prefix('-').unwrap_or(text).trim();
            let sign = if unsigned.len() < text.len() { "-" } else { "" };
            format!("{sign}{}", plain_number(unsigned).ok_or(UNREADABLE)?)
        }
        _ => return Err(WRONG_TYPE),
    };
    let size: f64 = plain.parse().map_err(|_| UNREADABLE)?;
    if !size.is_finite() || size.abs() > LARGEST_NUMBER {
        return Err(("out_of_range", "the number is too large"));
    }
    match plain.parse::<i64>() {
        Ok(whole) => Ok(Value::from(whole)),
        Err(_) => Ok(Value::from(size)),
    }
}

/// An amount in cents, or as typed: `R$ 1.234,56`.
fn money(answer: &Value) -> Result<Value, Wrong> {
    use crate::money::BadMoney;
    const OUT_OF_RANGE: Wrong = ("out_of_range", "the amount is negative or too large");
    match answer {
        Value::Number(number) => match number.as_i64() {
            Some(cents) if (0..=LARGEST_VALUE_CENTS).contains(&cents) => Ok(Value::from(cents)),
            _ => Err(OUT_OF_RANGE),
        },
        Value::String(text) => match read_money(text) {
            Ok(cents) => Ok(Value::from(cents)),
            Err(BadMoney::Unreadable) => Err(("not_an_amount", "write an amount such as 1.234,56")),
            Err(BadMoney::Negative | BadMoney::TooLarge) => Err(OUT_OF_RANGE),
        },
        _ => Err(WRONG_TYPE),
    }
}

/// A date, `2026-11-22` or `22/11/2026`.
fn date(answer: &Value) -> Result<Value, Wrong> {
    const UNREADABLE: Wrong = ("not_a_date", "write a date such as 22/11/2026");
    let text = answer.as_str().ok_or(WRONG_TYPE)?.trim();
    let parts: Vec<&str> = text.split('/').collect();
    let iso = match parts.as_slice() {
        [day, month, year] if year.len() == 4 => format!("{year}-{month:0>2}-{day:0>2}"),
        _ => text.to_owned(),
    };
    let day: LocalDay = iso.parse().map_err(|_| UNREADABLE)?;
    let formed = iso.len() == 10 && iso.as_str() >= "1900-01-01" && iso.as_str() <= "2200-12-31";
    if formed { Ok(Value::from(day.to_string())) } else { Err(UNREADABLE) }
}

const NOT_AN_OPTION: Wrong = ("not_an_option", "choose one of the options");

fn option(field: &FormField, answer: &Value) -> Result<Value, Wrong> {
    let choice = answer.as_str().ok_or(NOT_AN_OPTION)?;
    if field.options.iter().any(|option| option == choice) { Ok(answer.clone()) } else { Err(NOT_AN_OPTION) }
}

/// Some of the options, in the order of the form, each once.
fn options(field: &FormField, answer: &Value) -> Result<Value, Wrong> {
    let chosen: Vec<&str> = match answer {
        Value::String(one) => vec![one.as_str()],
        Value::Array(many) => many.iter().map(|one| one.as_str().ok_or(NOT_AN_OPTION)).collect::<Result<_, _>>()?,
        _ => return Err(WRONG_TYPE),
    };
    if !chosen.iter().all(|choice| field.options.iter().any(|option| option == choice)) {
        return Err(NOT_AN_OPTION);
    }
    Ok(field.options.iter().filter(|option| chosen.contains(&option.as_str())).cloned().collect())
}

fn yes_no(answer: &Value) -> Result<Value, Wrong> {
    match answer {
        Value::Bool(yes) => Ok(Value::from(*yes)),
        Value::String(text) => match crate::hashtag::fold(text.trim()).as_str() {
            "sim" | "s" | "yes" | "true" => Ok(Value::from(true)),
            "nao" | "n" | "no" | "false" => Ok(Value::from(false)),
            _ => Err(("not_yes_or_no", "answer yes or no")),
        },
        _ => Err(WRONG_TYPE),
    }
}

fn document(answer: &Value) -> Result<Value, Wrong> {
    let text = answer.as_str().ok_or(WRONG_TYPE)?;
    read_document(text).map(Value::from).ok_or(("invalid_document", "the check digits of this CPF or CNPJ are wrong"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use serde_json::json;

    fn answered(field_type: FieldType, answer: Value) -> Result<Option<Value>, &'static str> {
        let options = vec!["P".to_owned(), "M".to_owned(), "G".to_owned()];
        let (key, label) = ("x".to_owned(), "X".to_owned());
        let field = FormField { key, field_type, label, required: false, options, shown_for: Vec::new() };
        read(&field, Some(answer)).map_err(|wrong| wrong.0)
    }

    #[rstest]
    #[case(FieldType::Text, json!(" jaqueta "), json!("jaqueta"))]
    #[case(FieldType::LongText, json!("a\nb"), json!("a\nb"))]
    #[case(FieldType::Number, json!("1.234,5"), json!(1234.5))]
    #[case(FieldType::Number, json!("-3"), json!(-3))]
    #[case(FieldType::Number, json!(7), json!(7))]
    #[case(FieldType::Money, json!("R$ 200"), json!(20_000))]
    #[case(FieldType::Money, json!("1.234,56"), json!(123_456))]
    #[case(FieldType::Money, json!(500), json!(500))]
    #[case(FieldType::Date, json!("22/11/2026"), json!("2026-11-22"))]
    #[case(FieldType::Date, json!("1/2/2026"), json!("2026-02-01"))]
    #[case(FieldType::Date, json!("2026-11-22"), json!("2026-11-22"))]
    #[case(FieldType::List, json!("M"), json!("M"))]
    #[case(FieldType::Multiple, json!(["G", "P", "G"]), json!(["P", "G"]))]
    #[case(FieldType::YesNo, json!("Não"), json!(false))]
    #[case(FieldType::YesNo, json!(true), json!(true))]
    #[case(FieldType::CpfCnpj, json!("529.982.247-25"), json!("52998224725"))]
    fn an_answer_becomes_a_value_of_its_type(#[case] field_type: FieldType, #[case] typed: Value, #[case] kept: Value) {
        assert_eq!(answered(field_type, typed), Ok(Some(kept)));
    }

    #[rstest]
    #[case(FieldType::Text, json!(5), "wrong_type")]
    #[case(FieldType::Number, json!("1,234,5"), "not_a_number")]
    #[case(FieldType::Number, json!("1e400"), "not_a_number")]
    #[case(FieldType::Number, json!(1e13), "out_of_range")]
    #[case(FieldType::Money, json!("-R$ 5"), "out_of_range")]
    #[case(FieldType::Money, json!(-1), "out_of_range")]
    #[case(FieldType::Money, json!("muito"), "not_an_amount")]
    #[case(FieldType::Date, json!("31/02/2026"), "not_a_date")]
    #[case(FieldType::Date, json!("22/11/26"), "not_a_date")]
    #[case(FieldType::List, json!("GG"), "not_an_option")]
    #[case(FieldType::Multiple, json!(["P", "GG"]), "not_an_option")]
    #[case(FieldType::YesNo, json!("talvez"), "not_yes_or_no")]
    #[case(FieldType::CpfCnpj, json!("529.982.247-24"), "invalid_document")]
    fn a_wrong_answer_is_refused_with_its_code(
        #[case] field_type: FieldType,
        #[case] typed: Value,
        #[case] code: &str,
    ) {
        assert_eq!(answered(field_type, typed), Err(code));
    }
}
