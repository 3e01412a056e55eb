//! The first company of an installation, or a further one: company, default department, administrator.
//!
//! In: names, e-mail address, password. Out: the ids. Refused: a first company where there is one already, also when
//! two ask at the same moment; a further company's administrator may be a login that exists, whose password stays.

use jiff::tz::TimeZone;
use nascente_domain::id::{CompanyId, UserId};
use nascente_domain::moment::Moment;
use nascente_domain::role::Role;
use nascente_store::access::login::{self, Login};
use nascente_store::access::user::{self, User};
use nascente_store::company::{self, NewCompany};
use nascente_store::{Lane, Tx};
use unicode_normalization::UnicodeNormalization;

use crate::app::App;
use crate::auth::password;
use crate::auth::seal::Secret;
use crate::failure::Failure;
use crate::setup::field;

/// Whether it has to be the only company.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// The first: refused when there is one.
    First,
    /// One more.
    Another,
}

/// What a company begins with.
#[derive(Debug, Clone)]
pub struct Beginning {
    /// Name of the company.
    pub company_name: String,
    /// IANA name.
    pub time_zone: Option<String>,
    /// Name of the administrator.
    pub admin_name: String,
    /// E-mail address of the administrator.
    pub admin_email: String,
    /// Password of the administrator.
    pub admin_password: Secret,
}

/// Whether the installation still lacks its first company.
pub async fn is_needed(app: &App) -> Result<bool, Failure> {
    Ok(app.db.read(company::count).await? == 0)
}

/// A company that has begun.
#[derive(Debug, Clone)]
pub struct Begun {
    /// The company.
    pub company_id: CompanyId,
    /// The login of its administrator.
    pub admin: Login,
}

/// Makes the company with its administrator.
pub async fn begin(app: &App, which: Which, beginning: Beginning) -> Result<Begun, Failure> {
    let admin_name = field::name("admin_name", &beginning.admin_name)?;
    let email = field::email("admin_email", &beginning.admin_email)?;
    password::check("admin_password", beginning.admin_password.expose())?;
    let company = new_company(app, &beginning)?;
    if which == Which::First && !is_needed(app).await? {
        return Err(done_already());
    }
    let password_hash = Some(password::hash(beginning.admin_password).await?);
    let admin = Login { login_id: app.id(), email, password_hash };
    let (user_id, now): (UserId, _) = (app.id(), app.now());
    app.db
        .write(Lane::Work, move |tx| {
            company::lock_installation(tx)?;
            if which == Which::First && company::count(tx)? > 0 {
                return Err(done_already());
            }
            let company_id = company.company_id;
            let slug = free_slug(tx, &company.slug)?;
            company::insert(tx, &NewCompany { slug, ..company.clone() })?;
            let known = login::by_email(tx, &admin.email)?;
            if known.is_none() {
                login::insert(tx, &admin, now)?;
            }
            let login = known.unwrap_or_else(|| admin.clone());
            user::insert(tx, company_id, &admin_user(user_id, &login, &admin_name, now))?;
            Ok(Begun { company_id, admin: login })
        })
        .await
}

fn done_already() -> Failure {
    Failure::conflict("setup_done", "the installation has its company already: log in")
}

fn new_company(app: &App, beginning: &Beginning) -> Result<NewCompany, Failure> {
    let name = field::name("company_name", &beginning.company_name)?;
    let time_zone = beginning.time_zone.as_deref().unwrap_or("America/Sao_Paulo");
    Ok(NewCompany {
        company_id: app.id::<CompanyId>(),
        slug: slug_of(&name),
        name,
        time_zone: checked_zone("time_zone", time_zone)?,
        currency: "BRL".to_owned(),
        locale: "pt-BR".to_owned(),
        department_id: app.id(),
        department_name: "Geral".to_owned(),
        created_at: app.now(),
    })
}

fn admin_user(user_id: UserId, login: &Login, name: &str, now: Moment) -> User {
    User {
        user_id,
        login_id: login.login_id,
        email: login.email.clone(),
        invited: false,
        name: name.to_owned(),
        role: Role::Admin,
        created_at: now,
        archived_at: None,
        departments: Vec::new(),
    }
}

/// A time zone that the tables know, under its own name.
pub(crate) fn checked_zone(field: &str, name: &str) -> Result<String, Failure> {
    TimeZone::get(name)
        .ok()
        .and_then(|zone| zone.iana_name().map(str::to_owned))
        .ok_or_else(|| Failure::invalid(field, "unknown_time_zone", "use an IANA name such as America/Sao_Paulo"))
}

/// The part of public addresses that a name gives: `Padaria São João` becomes `padaria-sao-joao`.
#[must_use]
pub fn slug_of(name: &str) -> String {
    let plain: String = name
        .nfkd()
        .filter(char::is_ascii)
        .map(|symbol| if symbol.is_ascii_alphanumeric() { symbol.to_ascii_lowercase() } else { ' ' })
        .collect();
    let slug = plain.split_whitespace().collect::<Vec<_>>().join("-");
    let short: String = slug.chars().take(60).collect();
    if short.is_empty() { "empresa".to_owned() } else { short.trim_end_matches('-').to_owned() }
}

/// The slug, with a number where another company has it.
fn free_slug(tx: &mut Tx<'_>, wanted: &str) -> Result<String, Failure> {
    let mut slug = wanted.to_owned();
    let mut number = 2;
    while company::by_slug(tx, &slug)?.is_some() {
        slug = format!("{wanted}-{number}");
        number += 1;
    }
    Ok(slug)
}

#[cfg(test)]
mod tests {
    use super::slug_of;

    #[test]
    fn a_slug_keeps_letters_and_digits_only() {
        assert_eq!(slug_of("Padaria São João"), "padaria-sao-joao");
        assert_eq!(slug_of("  A & B, Ltda. "), "a-b-ltda");
        assert_eq!(slug_of("日本"), "empresa");
    }
}
