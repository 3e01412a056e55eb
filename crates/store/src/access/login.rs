//! Logins, their sessions and their one-time links.
//!
//! A login is an e-mail address of the installation and belongs to no company; that is why these statements have none.
//! Secrets come in as fingerprints only.

use nascente_domain::id::{CompanyId, DepartmentId, LoginId, UserId};
use nascente_domain::moment::Moment;
use nascente_domain::role::Role;

use crate::{StoreError, Tx, params, statements};

statements! {
    BY_EMAIL = "select login_id, email, password_hash from login where email = $1";
    LOCK_BY_EMAIL = "select login_id, email, password_hash from login where email = $1 {lock}";
    INSERT = "insert into login (login_id, email, password_hash, created_at) values ($1, $2, $3, $4)";
    SET_PASSWORD = "update login set password_hash = $2 where login_id = $1";
    MEMBERSHIPS = "select u.company_id, c.name, u.role
        from \"user\" u join company c on c.company_id = u.company_id
        where u.login_id = $1 and u.archived_at is null
        order by u.created_at, u.company_id";
    INSERT_SESSION = "insert into session (session_hash, login_id, company_id, csrf_token, created_at, expires_at)
        values ($1, $2, $3, $4, $5, $6)";
    SESSION = "select s.login_id, l.email, s.company_id, s.csrf_token, s.expires_at
        from session s join login l on l.login_id = s.login_id
        where s.session_hash = $1 and s.expires_at > $2";
    EXTEND_SESSION = "update session set expires_at = $2 where session_hash = $1";
    SWITCH_SESSION = "update session set company_id = $2 where session_hash = $1";
    END_SESSION = "delete from session where session_hash = $1";
    END_SESSIONS = "delete from session where login_id = $1";
    END_EXPIRED_SESSIONS = "delete from session where expires_at <= $1";
    MEMBER = "select u.user_id, u.name, u.role, c.time_zone, d.department_id
        from \"user\" u
        join company c on c.company_id = $1
        join department d on d.company_id = $1 and d.is_default
        where u.company_id = $1 and u.login_id = $2 and u.archived_at is null";
    MEMBER_DEPARTMENTS = "select department_id from user_department
        where company_id = $1 and user_id = $2 order by department_id";
    INSERT_LINK = "insert into one_time_link (link_hash, login_id, purpose, created_at, expires_at)
        values ($1, $2, $3, $4, $5)";
    LINK = "select k.login_id, l.email, k.purpose
        from one_time_link k join login l on l.login_id = k.login_id
        where k.link_hash = $1 and k.used_at is null and k.expires_at > $2";
    USE_LINK = "update one_time_link set used_at = $2 where link_hash = $1 and used_at is null and expires_at > $2";
    END_LINKS = "delete from one_time_link where login_id = $1 and used_at is null";
}

/// A login.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    /// Id.
    pub login_id: LoginId,
    /// E-mail address in lower case.
    pub email: String,
    /// Hash of the password; `None` until the invitation is taken up.
    pub password_hash: Option<String>,
}

/// The login with this e-mail address (in lower case).
pub fn by_email(tx: &mut Tx<'_>, email: &str) -> Result<Option<Login>, StoreError> {
    read_login(tx.query_first(&BY_EMAIL, params![email])?)
}

/// The login with this e-mail address, for a change.
pub fn by_email_locked(tx: &mut Tx<'_>, email: &str) -> Result<Option<Login>, StoreError> {
    read_login(tx.query_first(&LOCK_BY_EMAIL, params![email])?)
}

fn read_login(row: Option<crate::Row>) -> Result<Option<Login>, StoreError> {
    let Some(mut row) = row else { return Ok(None) };
    Ok(Some(Login { login_id: row.take()?, email: row.take()?, password_hash: row.take()? }))
}

/// Keeps a new login.
pub fn insert(tx: &mut Tx<'_>, login: &Login, now: Moment) -> Result<(), StoreError> {
    tx.execute(&INSERT, params![login.login_id, &login.email, login.password_hash.clone(), now]).map(drop)
}

/// Sets the password.
pub fn set_password(tx: &mut Tx<'_>, login_id: LoginId, password_hash: &str) -> Result<(), StoreError> {
    tx.execute(&SET_PASSWORD, params![login_id, password_hash]).map(drop)
}

/// A company of a login.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// Company.
    pub company_id: CompanyId,
    /// Its name.
    pub company_name: String,
    /// The role there.
    pub role: Role,
}

/// The companies of a login, first joined first.
pub fn memberships(tx: &mut Tx<'_>, login_id: LoginId) -> Result<Vec<Membership>, StoreError> {
    tx.query(&MEMBERSHIPS, params![login_id])?
        .into_iter()
        .map(|mut row| Ok(Membership { company_id: row.take()?, company_name: row.take()?, role: row.take()? }))
        .collect()
}

/// A session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Whose.
    pub login_id: LoginId,
    /// E-mail address of the login.
    pub email: String,
    /// The company it is in.
    pub company_id: CompanyId,
    /// What every change has to carry.
    pub csrf_token: String,
    /// When it ends.
    pub expires_at: Moment,
}

/// Keeps a new session under the fingerprint of its secret.
pub fn insert_session(tx: &mut Tx<'_>, hash: &str, session: &Session, now: Moment) -> Result<(), StoreError> {
    tx.execute(&END_EXPIRED_SESSIONS, params![now])?;
    tx.execute(
        &INSERT_SESSION,
        params![hash, session.login_id, session.company_id, &session.csrf_token, now, session.expires_at],
    )
    .map(drop)
}

/// The session with this fingerprint, unless it is unknown or over.
pub fn session(tx: &mut Tx<'_>, hash: &str, now: Moment) -> Result<Option<Session>, StoreError> {
    let Some(mut row) = tx.query_first(&SESSION, params![hash, now])? else { return Ok(None) };
    Ok(Some(Session {
        login_id: row.take()?,
        email: row.take()?,
        company_id: row.take()?,
        csrf_token: row.take()?,
        expires_at: row.take()?,
    }))
}

/// Moves the end of a session.
pub fn extend_session(tx: &mut Tx<'_>, hash: &str, expires_at: Moment) -> Result<(), StoreError> {
    tx.execute(&EXTEND_SESSION, params![hash, expires_at]).map(drop)
}

/// Moves a session into another company; the caller has checked the membership.
pub fn switch_session(tx: &mut Tx<'_>, hash: &str, company_id: CompanyId) -> Result<(), StoreError> {
    tx.execute(&SWITCH_SESSION, params![hash, company_id]).map(drop)
}

/// Ends a session.
pub fn end_session(tx: &mut Tx<'_>, hash: &str) -> Result<(), StoreError> {
    tx.execute(&END_SESSION, params![hash]).map(drop)
}

/// Ends every session of a login.
pub fn end_sessions(tx: &mut Tx<'_>, login_id: LoginId) -> Result<(), StoreError> {
    tx.execute(&END_SESSIONS, params![login_id]).map(drop)
}

/// A login inside a company, as a request needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// User.
    pub user_id: UserId,
    /// Name.
    pub name: String,
    /// Role.
    pub role: Role,
    /// Departments.
    pub departments: Vec<DepartmentId>,
    /// The company's default department.
    pub default_department: DepartmentId,
    /// The company's time zone.
    pub time_zone: String,
}

/// The user that a login is in a company; `None` when it is none, or no longer.
pub fn member(tx: &mut Tx<'_>, company_id: CompanyId, login_id: LoginId) -> Result<Option<Member>, StoreError> {
    let Some(mut row) = tx.query_first(&MEMBER, params![company_id, login_id])? else { return Ok(None) };
    let user_id: UserId = row.take()?;
    let departments = tx.query(&MEMBER_DEPARTMENTS, params![company_id, user_id])?;
    Ok(Some(Member {
        user_id,
        name: row.take()?,
        role: row.take()?,
        time_zone: row.take()?,
        default_department: row.take()?,
        departments: departments.into_iter().map(|mut row| row.take()).collect::<Result<_, _>>()?,
    }))
}

/// A one-time link that is still good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OneTimeLink {
    /// Whose.
    pub login_id: LoginId,
    /// E-mail address of the login.
    pub email: String,
    /// `invitation` or `reset`.
    pub purpose: String,
}

/// Keeps a new one-time link under its fingerprint; unused earlier ones of the login stop working.
pub fn insert_link(
    tx: &mut Tx<'_>,
    hash: &str,
    login_id: LoginId,
    purpose: &str,
    now: Moment,
    expires_at: Moment,
) -> Result<(), StoreError> {
    tx.execute(&END_LINKS, params![login_id])?;
    tx.execute(&INSERT_LINK, params![hash, login_id, purpose, now, expires_at]).map(drop)
}

/// The one-time link with this fingerprint, unless it is unknown, used or over.
pub fn link(tx: &mut Tx<'_>, hash: &str, now: Moment) -> Result<Option<OneTimeLink>, StoreError> {
    let Some(mut row) = tx.query_first(&LINK, params![hash, now])? else { return Ok(None) };
    Ok(Some(OneTimeLink { login_id: row.take()?, email: row.take()?, purpose: row.take()? }))
}

/// Uses a one-time link up; `false` when somebody was faster.
pub fn use_link(tx: &mut Tx<'_>, hash: &str, now: Moment) -> Result<bool, StoreError> {
    Ok(tx.execute(&USE_LINK, params![hash, now])? > 0)
}
