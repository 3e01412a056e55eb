//! CPF and CNPJ: the numbers of people and companies in Brazil, with their check digits.
//!
//! In comes what was typed, out go the 11 or 14 characters without points. A CNPJ may hold letters since July 2026; its
//! check digits stay digits.

/// The characters of a CPF or CNPJ whose check digits are right.
#[must_use]
pub fn read_document(text: &str) -> Option<String> {
    let mut kept = String::new();
    for symbol in text.trim().chars() {
        match symbol {
            '.' | '-' | '/' | ' ' => {}
            symbol if symbol.is_ascii_alphanumeric() => kept.push(symbol.to_ascii_uppercase()),
            _ => return None,
        }
    }
    let values: Vec<u32> = kept.bytes().map(|byte| u32::from(byte - b'0')).collect();
    let repeated = values.windows(2).all(|pair| pair[0] == pair[1]);
    let checked = match values.len() {
        11 if kept.bytes().all(|byte| byte.is_ascii_digit()) => checks(&values, 11, u32::MAX),
        14 if kept.bytes().skip(12).all(|byte| byte.is_ascii_digit()) => checks(&values, 14, 9),
        _ => false,
    };
    (checked && !repeated).then_some(kept)
}

/// Whether the last two digits follow from those before: weights rise from 2 at the right, and begin anew behind the
/// highest.
fn checks(values: &[u32], length: usize, highest: u32) -> bool {
    [length - 2, length - 1].into_iter().all(|place| {
        let mut weight = 2;
        let mut sum = 0;
        for value in values[..place].iter().rev() {
            sum += value * weight;
            weight = if weight == highest { 2 } else { weight + 1 };
        }
        let digit = if sum % 11 < 2 { 0 } else { 11 - sum % 11 };
        values[place] == digit
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn right_numbers_are_kept_without_points() {
        assert_eq!(read_document("529.982.247-25").as_deref(), Some("52998224725"));
        assert_eq!(read_document("11.222.333/0001-81").as_deref(), Some("11222333000181"));
        assert_eq!(read_document("12.abc.345/01de-35").as_deref(), Some("12ABC34501DE35"));
    }

    #[test]
    fn wrong_check_digits_repeated_digits_and_other_texts_are_refused() {
        for wrong in [
            "529.982.247-24",
            "11.222.333/0001-82",
            "111.111.111-11",
            "123",
            "",
            "52998224725x",
            "ção",
            "00000000000000",
        ] {
            assert_eq!(read_document(wrong), None, "{wrong}");
        }
    }
}
