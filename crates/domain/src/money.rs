//! Money as people in Brazil write it: `1.234,56`, `R$ 200`, `1,5 mil`, `200 reais`.
//!
//! In comes a text, out go cents. An amount that can be read in two ways is refused rather than guessed, and an amount
//! found in a chat is only ever a suggestion: a wrong one costs more than none.

use crate::hashtag::fold;

/// Largest amount that is taken for one: ten billion in the currency's main unit.
pub const LARGEST_CENTS: i64 = 1_000_000_000_000;
/// Longest piece of a message that is shown beside a suggestion, in characters.
const LONGEST_QUOTE: usize = 160;
/// Words beside which an amount is what was agreed, folded.
const AGREED: &[&str] = &[
    "confirmad",
    "total",
    "fechad",
    "fechou",
    "pago",
    "paguei",
    "pagamento",
    "comprovante",
    "pix",
    "venda",
    "pedido",
    "ficou",
];

/// Why a typed text is no amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadMoney {
    /// No number, or one that could be read in two ways.
    #[error("write an amount such as 1.234,56")]
    Unreadable,
    /// Less than nothing.
    #[error("the amount is negative")]
    Negative,
    /// More than anybody pays.
    #[error("the amount is too large")]
    TooLarge,
}

/// Reads an amount as typed into a form.
pub fn read_money(text: &str) -> Result<i64, BadMoney> {
    let plain = fold(text).replace(|symbol: char| symbol.is_whitespace(), "");
    let unsigned = plain.trim_start_matches(['-', '−', '(']);
    let negative = unsigned.len() < plain.len() || unsigned.contains('-');
    let without_sign = unsigned.replacen('-', "", 1);
    let amount = without_sign.strip_prefix("r$").unwrap_or(&without_sign).trim_end_matches(')');
    let amount = amount.strip_suffix("reais").or_else(|| amount.strip_suffix("real")).unwrap_or(amount);
    let (number, thousands) = match amount.strip_suffix("mil").or_else(|| amount.strip_suffix('k')) {
        Some(number) => (number, true),
        None => (amount, false),
    };
    let cents = cents_of(number, thousands).ok_or(BadMoney::Unreadable)?;
    if negative && cents > 0 {
        return Err(BadMoney::Negative);
    }
    if cents > LARGEST_CENTS { Err(BadMoney::TooLarge) } else { Ok(cents) }
}

/// A number as typed, with a point before its fraction: `1.234,56` becomes `1234.56`. `None` when it is none, or could
/// be read in two ways.
#[must_use]
pub fn plain_number(text: &str) -> Option<String> {
    let (whole, fraction) = split_number(text)?;
    Some(if fraction.is_empty() { whole } else { format!("{whole}.{fraction}") })
}

/// The digits before and behind the decimal mark.
fn split_number(text: &str) -> Option<(String, String)> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b',') {
        return None;
    }
    let last = text.rfind(['.', ',']);
    let Some(at) = last else { return Some((text.to_owned(), String::new())) };
    let (mark, other) = if text[at..].starts_with(',') { (',', '.') } else { ('.', ',') };
    let (whole, fraction) = (&text[..at], &text[at + 1..]);
    let once = !whole.contains(mark);
    // A point before three digits groups thousands in Brazil; a comma before three digits could be either.
    if mark == '.' && fraction.len() == 3 && !text.contains(',') {
        return grouped(text, '.').map(|digits| (digits, String::new()));
    }
    let is_decimal = once && !fraction.is_empty() && fraction.len() != 3;
    if !is_decimal {
        return None;
    }
    let whole = if whole.contains(other) { grouped(whole, other)? } else { whole.to_owned() };
    if whole.is_empty() { None } else { Some((whole, fraction.to_owned())) }
}

/// The digits of a number whose thousands are grouped by a mark.
fn grouped(text: &str, mark: char) -> Option<String> {
    let mut groups = text.split(mark);
    let first = groups.next()?;
    let formed = (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3);
    formed.then(|| text.replace(mark, ""))
}

fn cents_of(number: &str, thousands: bool) -> Option<i64> {
    let (whole, fraction) = split_number(number)?;
    if whole.len() > 13 {
        return Some(i64::MAX);
    }
    if fraction.len() > 2 && !thousands {
        return None;
    }
    let padded: String = fraction.chars().chain("00000".chars()).take(5).collect();
    let units: i64 = whole.parse().ok()?;
    let hundred_thousandths: i64 = padded.parse().ok()?;
    let factor = if thousands { 1_000 } else { 1 };
    Some(units.saturating_mul(100 * factor).saturating_add(hundred_thousandths * factor / 1_000))
}

/// An amount found in a text, with its place in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amount {
    /// In cents.
    pub cents: i64,
    /// Where it begins, its currency sign included.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
}

/// The amounts in a text that are marked as money, by `R$` before or *reais* behind. Instalments (`3x de R$ 50`) and
/// bare numbers are none.
#[must_use]
pub fn find_amounts(text: &str) -> Vec<Amount> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(offset) = text[at..].find(|symbol: char| symbol.is_ascii_digit()) {
        let start = at + offset;
        let length = text[start..]
            .find(|symbol: char| !(symbol.is_ascii_digit() || symbol == '.' || symbol == ','))
            .unwrap_or(text.len() - start);
        let number = text[start..start + length].trim_end_matches(['.', ',']);
        let end = start + number.len();
        at = start + length;
        if let Some(amount) = amount_at(text, start, end) {
            found.push(amount);
        }
    }
    found
}

fn amount_at(text: &str, start: usize, end: usize) -> Option<Amount> {
    let before = text[..start].trim_end();
    let sign =
        before.len().checked_sub(2).and_then(|at| before.get(at..)).is_some_and(|two| two.eq_ignore_ascii_case("R$"));
    let negative = before.ends_with(['-', '−']);
    let mut behind = text[end..].trim_start();
    let thousands = follows(behind, "mil");
    if thousands {
        behind = behind[3..].trim_start();
    }
    let spelled = ["reais", "real"].into_iter().find(|word| follows(behind, word));
    let first = if sign { before.len() - 2 } else { start };
    if negative || !(sign || spelled.is_some()) || is_instalment(&text[..first]) {
        return None;
    }
    let cents = cents_of(&text[start..end], thousands).filter(|cents| (1..=LARGEST_CENTS).contains(cents))?;
    let mut last = end;
    if thousands {
        last = text.len() - behind.len();
    }
    if let Some(word) = spelled {
        last = text.len() - behind.len() + word.len();
    }
    Some(Amount { cents, start: first, end: text[..last].trim_end().len() })
}

/// Whether a text goes on with this word.
fn follows(text: &str, word: &str) -> bool {
    let is_there = text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    is_there && !text[word.len()..].starts_with(char::is_alphanumeric)
}

/// Whether what stands before an amount makes it one of several, such as `3x de`.
fn is_instalment(before: &str) -> bool {
    let before = fold(before.trim_end());
    let before = before.strip_suffix(" de").unwrap_or(&before).trim_end();
    let Some(count) = before.strip_suffix('x').or_else(|| before.strip_suffix("vezes")) else { return false };
    count.trim_end().ends_with(|symbol: char| symbol.is_ascii_digit())
}

/// A value read from a chat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// Which of the texts.
    pub index: usize,
    /// In cents.
    pub cents: i64,
    /// The line that says so.
    pub quote: String,
}

/// The value that a conversation was closed for, out of its texts, latest first: the latest amount beside a word of
/// agreement, else the latest amount at all.
#[must_use]
pub fn suggest<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> Option<Suggestion> {
    let mut latest = None;
    for (index, text) in texts.into_iter().enumerate() {
        let text = text.as_ref();
        let Some(amount) = agreed_amount(text) else { continue };
        let found = Suggestion { index, cents: amount.cents, quote: quote(text, amount) };
        let folded = fold(text);
        if AGREED.iter().any(|word| folded.contains(word)) {
            return Some(found);
        }
        latest = latest.or(Some(found));
    }
    latest
}

/// Of several amounts in a text the one behind *total*, else the last: `de R$ 300 por R$ 200`.
#[must_use]
pub fn agreed_amount(text: &str) -> Option<Amount> {
    let amounts = find_amounts(text);
    let total = text.to_lowercase().find("total");
    let behind = total.and_then(|at| amounts.iter().find(|amount| amount.start > at));
    behind.or(amounts.last()).copied()
}

fn quote(text: &str, amount: Amount) -> String {
    let start = text[..amount.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[amount.end..].find('\n').map_or(text.len(), |at| amount.end + at);
    let line = text[start..end].trim();
    if line.chars().count() <= LONGEST_QUOTE {
        return line.to_owned();
    }
    let lead: String = text[start..amount.start].chars().rev().take(60).collect::<Vec<_>>().into_iter().rev().collect();
    let rest: String = text[amount.start..end].chars().take(LONGEST_QUOTE - 62).collect();
    format!("…{lead}{rest}…")
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("1.234,56", 123_456)]
    #[case("R$ 200", 20_000)]
    #[case("r$200,5", 20_050)]
    #[case("200 reais", 20_000)]
    #[case("1 real", 100)]
    #[case("R$\u{a0}1.234.567,89", 123_456_789)]
    #[case("1,234.56", 123_456)]
    #[case("200.50", 20_050)]
    #[case("1.500", 150_000)]
    #[case("1,5 mil", 150_000)]
    #[case("2k", 200_000)]
    #[case("0", 0)]
    #[case("0,99", 99)]
    fn an_amount_is_read_as_brazilians_write_it(#[case] text: &str, #[case] cents: i64) {
        assert_eq!(read_money(text), Ok(cents));
    }

    #[rstest]
    #[case("", BadMoney::Unreadable)]
    #[case("duzentos", BadMoney::Unreadable)]
    #[case("1,234", BadMoney::Unreadable)]
    #[case("1.23.4", BadMoney::Unreadable)]
    #[case("12,345,6", BadMoney::Unreadable)]
    #[case("R$", BadMoney::Unreadable)]
    #[case("200 dólares", BadMoney::Unreadable)]
    #[case(",50", BadMoney::Unreadable)]
    #[case("10,005", BadMoney::Unreadable)]
    #[case("-200", BadMoney::Negative)]
    #[case("R$ -5,00", BadMoney::Negative)]
    #[case("99999999999999", BadMoney::TooLarge)]
    #[case("99999999999999999999999", BadMoney::TooLarge)]
    fn what_is_no_amount_is_refused_with_its_reason(#[case] text: &str, #[case] wrong: BadMoney) {
        assert_eq!(read_money(text), Err(wrong));
    }

    #[rstest]
    #[case("Pedido confirmado no valor de R$ 200", Some((20_000, "R$ 200")))]
    #[case("Total: R$1.234,56.", Some((123_456, "R$1.234,56")))]
    #[case("fica 150 reais, ok?", Some((15_000, "150 reais")))]
    #[case("são 2 mil reais", Some((200_000, "2 mil reais")))]
    #[case("De R$ 300 por R$ 249,90", Some((24_990, "R$ 249,90")))]
    #[case("Total R$ 500, frete R$ 30", Some((50_000, "R$ 500")))]
    #[case("em 3x de R$ 50", None)]
    #[case("meu pedido 12345 chegou?", None)]
    #[case("desconto de 10%", None)]
    #[case("R$ 1,234", None)]
    #[case("ligue 11 99999-0001", None)]
    #[case("custa - 200 reais? não, -R$ 200", Some((20_000, "R$ 200")))]
    fn an_amount_in_a_chat_is_found_only_where_it_is_called_money(
        #[case] text: &str,
        #[case] found: Option<(i64, &str)>,
    ) {
        let amount = agreed_amount(text).map(|amount| (amount.cents, &text[amount.start..amount.end]));
        assert_eq!(amount, found);
    }

    #[test]
    fn the_latest_agreed_amount_is_suggested_with_its_line() {
        let texts = ["Obrigada!", "Oi\nPedido confirmado no valor de R$ 200\nAté já", "Custa R$ 250", "Oi"];
        let found = suggest(texts).unwrap();
        assert_eq!((found.index, found.cents), (1, 20_000));
        assert_eq!(found.quote, "Pedido confirmado no valor de R$ 200");
        let merely_asked = suggest(["Custa R$ 250", "Pedido 77"]).unwrap();
        assert_eq!((merely_asked.index, merely_asked.cents), (0, 25_000));
        assert_eq!(suggest(["Oi", "tudo bem"]), None);
    }

    proptest::proptest! {
        #[test]
        fn no_text_breaks_the_search(text in "\\PC{0,60}") {
            for amount in find_amounts(&text) {
                proptest::prop_assert!(amount.cents > 0 && text.get(amount.start..amount.end).is_some());
            }
            let read = read_money(&text);
            proptest::prop_assert!(read.is_err() || read.is_ok_and(|cents| (0..=LARGEST_CENTS).contains(&cents)));
        }

        #[test]
        fn a_written_amount_is_read_back(cents in 0_i64..LARGEST_CENTS) {
            let text = format!("{},{:02}", cents / 100, cents % 100);
            proptest::prop_assert_eq!(read_money(&text), Ok(cents));
        }
    }
}
