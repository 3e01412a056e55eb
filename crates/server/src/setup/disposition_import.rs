//! Dispositions out of a pasted list, one a line: `Nome; resultado`, and `; valor` where a value is demanded.
//!
//! Every line is looked at by itself. A name that the company has already is left as it is; while one line cannot be
//! read, nothing is made (422 with the lines); a preview makes nothing at all.

use nascente_domain::closing::FieldError;
use nascente_domain::disposition::Outcome;
use nascente_domain::hashtag::fold;
use nascente_domain::id::{CompanyId, DepartmentId};
use nascente_store::Lane;
use nascente_store::disposition::{self, Disposition};

use crate::app::App;
use crate::failure::Failure;
use crate::http::body::company as body;
use crate::setup::disposition::keep;
use crate::setup::{field, hint, lock};

/// Most lines of a list.
const MOST_LINES: usize = 500;

/// A line as it was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Line {
    number: usize,
    text: String,
    read: Result<(String, Outcome, bool), (&'static str, &'static str)>,
}

/// Reads a pasted list; empty lines are skipped.
fn read(text: &str) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        let mut read = read_line(line);
        if let Ok((name, ..)) = &read {
            let folded = fold(name);
            if lines.iter().any(|other| other.read.as_ref().is_ok_and(|(name, ..)| fold(name) == folded)) {
                read = Err(("repeated", "a line before it has this name"));
            }
        }
        lines.push(Line { number, text: line.to_owned(), read });
    }
    lines
}

fn read_line(line: &str) -> Result<(String, Outcome, bool), (&'static str, &'static str)> {
    let mut parts = line.split([';', '\t']).map(str::trim);
    let name = parts.next().unwrap_or_default();
    let name = field::name("name", name).map_err(|_| ("invalid_name", "a name has 1 to 120 characters"))?;
    let outcome = parts.next().filter(|outcome| !outcome.is_empty());
    let outcome = outcome.ok_or(("no_outcome", "write the outcome behind the name: Venda realizada; ganho"))?;
    let outcome = outcome_of(outcome)
        .ok_or(("unknown_outcome", "the outcome is ganho, qualificado, perdido, neutro or não é lead"))?;
    let demanded = match parts.next().map(fold).as_deref() {
        None | Some("") => false,
        Some("valor" | "com valor" | "valor obrigatorio" | "sim" | "value") => true,
        Some(_) => return Err(("unknown_option", "the third column is valor, or empty")),
    };
    Ok((name, outcome, demanded))
}

fn outcome_of(text: &str) -> Option<Outcome> {
    Some(match fold(text).as_str() {
        "ganho" | "ganha" | "won" => Outcome::Won,
        "qualificado" | "qualificada" | "qualified" => Outcome::Qualified,
        "perdido" | "perdida" | "lost" => Outcome::Lost,
        "neutro" | "neutra" | "neutral" => Outcome::Neutral,
        "nao e lead" | "nao lead" | "not_lead" | "not lead" => Outcome::NotLead,
        _ => return None,
    })
}

fn show(line: &Line) -> body::ImportedLine {
    let (read, wrong) = (line.read.as_ref().ok(), line.read.as_ref().err());
    body::ImportedLine {
        line: line.number,
        text: line.text.clone(),
        name: read.map(|(name, ..)| name.clone()),
        outcome: read.map(|(_, outcome, _)| outcome.to_string()),
        requires_value: read.is_some_and(|(.., demanded)| *demanded),
        status: if read.is_some() { "new" } else { "error" }.to_owned(),
        code: wrong.map(|(code, _)| (*code).to_owned()),
        message: wrong.map(|(_, message)| (*message).to_owned()),
        id: None,
    }
}

/// Looks at a pasted list, and makes what is new in it unless only a preview is wanted.
pub async fn import(
    app: &App,
    company_id: CompanyId,
    request: body::ImportDispositionsRequest,
) -> Result<body::ImportedDispositions, Failure> {
    let lines = read(&request.text);
    if lines.is_empty() || lines.len() > MOST_LINES {
        return Err(Failure::invalid("text", "out_of_range", "paste 1 to 500 lines"));
    }
    let wrong: Vec<FieldError> = lines
        .iter()
        .filter_map(|line| {
            let (code, message) = line.read.as_ref().err()?;
            Some(FieldError { field: format!("lines[{}]", line.number), code, message: (*message).to_owned() })
        })
        .collect();
    if !request.preview && !wrong.is_empty() {
        return Err(Failure::Invalid(wrong));
    }
    let departments: Vec<DepartmentId> = field::ids("department_ids", &request.department_ids)?;
    let (of_unit, preview) = (app.clone(), request.preview);
    let shown = app
        .db
        .write(Lane::Work, move |tx| {
            lock(tx, company_id)?;
            field::known_departments(tx, company_id, "department_ids", &departments)?;
            let known = disposition::list(tx, company_id)?;
            let mut shown = Vec::new();
            for line in &lines {
                let mut one = show(line);
                if let Ok((name, outcome, requires_value)) = &line.read {
                    let folded = fold(name);
                    let there = known.iter().find(|one| one.archived_at.is_none() && fold(&one.name) == folded);
                    if let Some(there) = there {
                        "exists".clone_into(&mut one.status);
                        one.id = Some(there.disposition_id.to_string());
                    } else if !preview {
                        let new = Disposition {
                            disposition_id: of_unit.id(),
                            name: name.clone(),
                            outcome: *outcome,
                            requires_value: *requires_value,
                            colour: String::new(),
                            position: 0,
                            created_at: of_unit.now(),
                            archived_at: None,
                        };
                        one.id = Some(new.disposition_id.to_string());
                        let id = new.disposition_id;
                        keep(tx, company_id, new)?;
                        disposition::set_departments(tx, company_id, id, &departments)?;
                    }
                }
                shown.push(one);
            }
            Ok::<_, Failure>(shown)
        })
        .await?;
    hint(app, company_id, company_id);
    let count = |status: &str| shown.iter().filter(|line| line.status == status).count();
    Ok(body::ImportedDispositions { preview, created: count("new"), errors: count("error"), lines: shown })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_is_read_by_itself() {
        let text =
            "Venda; Ganho; valor\n\nSem estoque;perdido\nVENDA; ganho\nSem resultado\nX; talvez\nSpam;Não é lead;já\n";
        let read: Vec<(usize, Result<Outcome, &str>)> = read(text)
            .into_iter()
            .map(|line| (line.number, line.read.map(|(_, outcome, _)| outcome).map_err(|(code, _)| code)))
            .collect();
        let wanted = [
            (1, Ok(Outcome::Won)),
            (3, Ok(Outcome::Lost)),
            (4, Err("repeated")),
            (5, Err("no_outcome")),
            (6, Err("unknown_outcome")),
            (7, Err("unknown_option")),
        ];
        assert_eq!(read, wanted);
    }
}
