//! Fields that several stages read: names, e-mail addresses, roles, lists of ids. Refused by field, with a code.

use std::str::FromStr;

use nascente_domain::id::{CompanyId, DepartmentId, DispositionId};
use nascente_domain::role::Role;
use nascente_store::{Tx, department, disposition};

use crate::failure::Failure;
use crate::http::page::id;

/// A name of 1 to 120 characters, trimmed.
pub fn name(field: &str, text: &str) -> Result<String, Failure> {
    line(field, text, 120)
}

/// One line of text with at least one and at most so many characters, trimmed.
pub fn line(field: &str, text: &str, longest: usize) -> Result<String, Failure> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > longest || text.chars().any(char::is_control) {
        return Err(Failure::invalid(field, "invalid_length", &format!("use 1 to {longest} characters in one line")));
    }
    Ok(text.to_owned())
}

/// An e-mail address as logins are kept: trimmed, lower case. Whether it exists only its owner can tell.
pub fn email(field: &str, text: &str) -> Result<String, Failure> {
    let text = text.trim().to_lowercase();
    let formed = text.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty() && (domain.contains('.') || domain == "localhost") && !domain.contains('@')
    });
    let plain = text.len() <= 254 && !text.chars().any(|symbol| symbol.is_whitespace() || symbol.is_control());
    if formed && plain { Ok(text) } else { Err(Failure::invalid(field, "invalid_email", "give an e-mail address")) }
}

/// A role.
pub fn role(field: &str, text: &str) -> Result<Role, Failure> {
    text.parse().map_err(|_| Failure::invalid(field, "unknown_role", "use admin, manager, agent or marketing"))
}

/// A colour, `#rrggbb`, in lower case.
pub fn colour(field: &str, text: &str) -> Result<String, Failure> {
    let text = text.trim().to_lowercase();
    let formed = text.len() == 7
        && text.strip_prefix('#').is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
    if formed { Ok(text) } else { Err(Failure::invalid(field, "invalid_colour", "give a colour such as #2f9e44")) }
}

/// A text of several lines with at least one and at most so many characters, trimmed.
pub fn lines(field: &str, text: &str, longest: usize) -> Result<String, Failure> {
    let text = text.trim();
    let is_plain = !text.chars().any(|symbol| symbol.is_control() && symbol != '\n');
    if !(1..=longest).contains(&text.chars().count()) || !is_plain {
        return Err(Failure::invalid(field, "invalid_length", &format!("use 1 to {longest} characters")));
    }
    Ok(text.to_owned())
}

/// A list of ids, each once, in order.
pub fn ids<T: FromStr + Ord>(field: &str, texts: &[String]) -> Result<Vec<T>, Failure> {
    let mut found = texts.iter().map(|text| id(field, text)).collect::<Result<Vec<T>, _>>()?;
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// Refuses departments that the company has not, or no longer uses.
pub fn known_departments(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    field: &str,
    wanted: &[DepartmentId],
) -> Result<(), Failure> {
    if wanted.is_empty() {
        return Ok(());
    }
    let known = department::list(tx, company_id)?;
    let is_known = |id: &DepartmentId| known.iter().any(|it| it.department_id == *id && it.archived_at.is_none());
    if wanted.iter().all(is_known) {
        Ok(())
    } else {
        Err(Failure::invalid(field, "unknown_department", "there is no such department, or it is archived"))
    }
}

/// Refuses dispositions that the company has not, or no longer uses.
pub fn known_dispositions(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    field: &str,
    wanted: &[DispositionId],
) -> Result<(), Failure> {
    if wanted.is_empty() {
        return Ok(());
    }
    let known = disposition::list(tx, company_id)?;
    let is_known = |id: &DispositionId| known.iter().any(|it| it.disposition_id == *id && it.archived_at.is_none());
    if wanted.iter().all(is_known) {
        Ok(())
    } else {
        Err(Failure::invalid(field, "unknown_disposition", "there is no such disposition, or it is archived"))
    }
}

/// A number of hours, thirty days at most.
pub fn hours(field: &str, hours: i64, least: i64) -> Result<i64, Failure> {
    if (least..=720).contains(&hours) {
        Ok(hours)
    } else {
        Err(Failure::invalid(field, "out_of_range", &format!("use {least} to 720 hours")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_email_is_kept_in_lower_case_and_needs_a_name_and_a_domain() {
        assert_eq!(email("email", " Ana@Loja.COM ").unwrap(), "ana@loja.com");
        for wrong in ["", "ana", "@loja.com", "ana@", "a b@loja.com", "ana@loja@com.br", "ana@loja"] {
            assert!(email("email", wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_name_has_one_line_of_at_most_120_characters() {
        assert_eq!(name("name", "  Vendas ").unwrap(), "Vendas");
        assert!(name("name", " ").is_err());
        assert!(name("name", "a\0b").is_err());
        assert!(name("name", &"é".repeat(120)).is_ok());
        assert!(name("name", &"é".repeat(121)).is_err());
    }
}
