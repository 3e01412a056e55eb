//! Users: the memberships of logins in a company. A user is archived, never deleted: the audit trail names it.

use std::collections::HashMap;

use nascente_domain::id::{CompanyId, DepartmentId, LoginId, UserId};
use nascente_domain::moment::Moment;
use nascente_domain::role::Role;

use crate::bulk::{Bulk, ColumnType};
use crate::{Row, StoreError, Tx, params, statements};

statements! {
    LIST = "select u.user_id, u.login_id, l.email, l.password_hash is null, u.name, u.role, u.created_at, u.archived_at
        from \"user\" u join login l on l.login_id = u.login_id
        where u.company_id = $1 order by u.created_at, u.user_id";
    ONE = "select u.user_id, u.login_id, l.email, l.password_hash is null, u.name, u.role, u.created_at, u.archived_at
        from \"user\" u join login l on l.login_id = u.login_id
        where u.company_id = $1 and u.user_id = $2";
    OF_LOGIN = "select u.user_id, u.login_id, l.email, l.password_hash is null, u.name, u.role, u.created_at, u.archived_at
        from \"user\" u join login l on l.login_id = u.login_id
        where u.company_id = $1 and u.login_id = $2";
    DEPARTMENTS = "select user_id, department_id from user_department
        where company_id = $1 order by user_id, department_id";
    INSERT = "insert into \"user\" (company_id, user_id, login_id, name, role, created_at)
        values ($1, $2, $3, $4, $5, $6)";
    UPDATE = "update \"user\" set name = $3, role = $4, archived_at = $5 where company_id = $1 and user_id = $2";
    CLEAR_DEPARTMENTS = "delete from user_department where company_id = $1 and user_id = $2";
    OTHER_ADMINS = "select count(*) from \"user\" u join login l on l.login_id = u.login_id
        where u.company_id = $1 and u.user_id <> $2 and u.role = 'admin' and u.archived_at is null
            and l.password_hash is not null";
}

static DEPARTMENT: Bulk = Bulk::insert(
    "user_department",
    &[("company_id", ColumnType::Int), ("user_id", ColumnType::Int), ("department_id", ColumnType::Int)],
    "",
);

/// A user as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Id.
    pub user_id: UserId,
    /// Login.
    pub login_id: LoginId,
    /// E-mail address of the login.
    pub email: String,
    /// Whether the invitation is still open: the login has no password.
    pub invited: bool,
    /// Name.
    pub name: String,
    /// Role.
    pub role: Role,
    /// When it was made.
    pub created_at: Moment,
    /// When it was archived.
    pub archived_at: Option<Moment>,
    /// Departments.
    pub departments: Vec<DepartmentId>,
}

fn read(mut row: Row, departments: &mut HashMap<UserId, Vec<DepartmentId>>) -> Result<User, StoreError> {
    let user_id = row.take()?;
    Ok(User {
        user_id,
        login_id: row.take()?,
        email: row.take()?,
        invited: row.take()?,
        name: row.take()?,
        role: row.take()?,
        created_at: row.take()?,
        archived_at: row.take()?,
        departments: departments.remove(&user_id).unwrap_or_default(),
    })
}

fn departments(tx: &mut Tx<'_>, company_id: CompanyId) -> Result<HashMap<UserId, Vec<DepartmentId>>, StoreError> {
    let mut found: HashMap<UserId, Vec<DepartmentId>> = HashMap::new();
    for mut row in tx.query(&DEPARTMENTS, params![company_id])? {
        found.entry(row.take()?).or_default().push(row.take()?);
    }
    Ok(found)
}

/// Every user of the company, archived ones included, oldest first.
pub fn list(tx: &mut Tx<'_>, company_id: CompanyId) -> Result<Vec<User>, StoreError> {
    let mut departments = departments(tx, company_id)?;
    tx.query(&LIST, params![company_id])?.into_iter().map(|row| read(row, &mut departments)).collect()
}

/// One user, archived or not.
pub fn get(tx: &mut Tx<'_>, company_id: CompanyId, user_id: UserId) -> Result<Option<User>, StoreError> {
    let Some(row) = tx.query_first(&ONE, params![company_id, user_id])? else { return Ok(None) };
    let mut departments = departments(tx, company_id)?;
    read(row, &mut departments).map(Some)
}

/// The user that a login is in a company, archived or not.
pub fn of_login(tx: &mut Tx<'_>, company_id: CompanyId, login_id: LoginId) -> Result<Option<User>, StoreError> {
    let Some(row) = tx.query_first(&OF_LOGIN, params![company_id, login_id])? else { return Ok(None) };
    let mut departments = departments(tx, company_id)?;
    read(row, &mut departments).map(Some)
}

/// Keeps a new user with its departments.
pub fn insert(tx: &mut Tx<'_>, company_id: CompanyId, user: &User) -> Result<(), StoreError> {
    tx.execute(&INSERT, params![company_id, user.user_id, user.login_id, &user.name, user.role, user.created_at])?;
    set_departments(tx, company_id, user)
}

/// Writes everything that may change of a user, its departments included.
pub fn update(tx: &mut Tx<'_>, company_id: CompanyId, user: &User) -> Result<(), StoreError> {
    tx.execute(&UPDATE, params![company_id, user.user_id, &user.name, user.role, user.archived_at])?;
    set_departments(tx, company_id, user)
}

fn set_departments(tx: &mut Tx<'_>, company_id: CompanyId, user: &User) -> Result<(), StoreError> {
    tx.execute(&CLEAR_DEPARTMENTS, params![company_id, user.user_id])?;
    let rows = user.departments.iter().map(|department| params![company_id, user.user_id, *department]).collect();
    tx.bulk(&DEPARTMENT, rows).map(drop)
}

/// How many administrators the company would have without this user; invited ones do not count, they may never come.
pub fn other_admins(tx: &mut Tx<'_>, company_id: CompanyId, user_id: UserId) -> Result<i64, StoreError> {
    tx.query_first(&OTHER_ADMINS, params![company_id, user_id])?.map_or(Ok(0), |mut row| row.take())
}
