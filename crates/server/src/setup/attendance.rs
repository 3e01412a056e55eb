//! When and how a department attends: members, working hours, away message, routing, capacity.
//!
//! Refused: members who are not users of the company or do not attend; spans that overlap or end before they begin; an
//! away message where the department always attends.

use nascente_domain::assignment::Routing;
use nascente_domain::hours::{Holiday, Span, WorkingHours};
use nascente_domain::id::{CompanyId, UserId};
use nascente_domain::role::Role;
use nascente_store::Tx;
use nascente_store::access::user;
use nascente_store::department::Attendance;

use crate::failure::Failure;
use crate::http::body::company as body;
use crate::setup::field;

/// Longest away message, in characters.
const LONGEST_MESSAGE: usize = 1_000;

/// What changes; `None` leaves it as it is.
#[derive(Debug, Clone, Default)]
pub struct Changes {
    /// The members.
    pub members: Option<Vec<UserId>>,
    /// The working hours, or none any more.
    pub hours: Option<Option<WorkingHours>>,
    /// The away message, or none any more.
    pub away_message: Option<Option<String>>,
    /// How new conversations find their agent.
    pub routing: Option<Routing>,
    /// How many a member attends, or any number.
    pub capacity: Option<Option<i64>>,
}

/// Reads what a request changes.
pub(super) fn read(request: &body::UpdateDepartmentRequest) -> Result<Changes, Failure> {
    let members = request.member_ids.as_ref().map(|ids| field::ids("member_ids", ids)).transpose()?;
    let hours = match &request.working_hours {
        None => None,
        Some(None) => Some(None),
        Some(Some(hours)) => Some(Some(read_hours(hours)?)),
    };
    let away_message = match &request.away_message {
        None => None,
        Some(None) => Some(None),
        Some(Some(text)) if text.trim().is_empty() => Some(None),
        Some(Some(text)) => Some(Some(field::lines("away_message", text, LONGEST_MESSAGE)?)),
    };
    let wrong = || Failure::invalid("routing", "unknown_routing", "use manual, round_robin, least_busy or last_agent");
    let routing = request.routing.as_ref().map(|text| text.parse().map_err(|_| wrong())).transpose()?;
    if request.capacity.flatten().is_some_and(|most| !(1..=1_000).contains(&most)) {
        return Err(Failure::invalid("capacity", "out_of_range", "use 1 to 1000 conversations"));
    }
    Ok(Changes { members, hours, away_message, routing, capacity: request.capacity })
}

fn read_hours(hours: &body::WorkingHours) -> Result<WorkingHours, Failure> {
    let span = |(index, span): (usize, &body::WorkingSpan)| -> Result<Span, Failure> {
        let place = format!("working_hours.week[{index}]");
        let time = |name: &str, text: &str| {
            let message = "write a time such as 08:30";
            text.parse().map_err(|_| Failure::invalid(&format!("{place}.{name}"), "invalid_time", message))
        };
        let day = span.weekday.parse();
        let weekday =
            day.map_err(|_| Failure::invalid(&format!("{place}.weekday"), "unknown_weekday", "use monday to sunday"))?;
        Ok(Span { weekday, from: time("from", &span.from)?, to: time("to", &span.to)? })
    };
    let holiday = |(index, holiday): (usize, &body::Holiday)| -> Result<Holiday, Failure> {
        let place = format!("working_hours.holidays[{index}].date");
        let date = holiday.date.parse();
        let date = date.map_err(|_| Failure::invalid(&place, "invalid_day", "use a date of the form 2026-12-25"))?;
        Ok(Holiday { date, name: holiday.name.trim().to_owned() })
    };
    let read = WorkingHours {
        week: hours.week.iter().enumerate().map(span).collect::<Result<_, _>>()?,
        holidays: hours.holidays.iter().enumerate().map(holiday).collect::<Result<_, _>>()?,
    };
    let errors = read.check();
    if errors.is_empty() { Ok(read) } else { Err(Failure::Invalid(errors)) }
}

/// Takes the changes over.
pub(super) fn apply(attendance: &mut Attendance, changes: &Changes) -> Result<(), Failure> {
    if let Some(hours) = &changes.hours {
        attendance.working_hours.clone_from(hours);
    }
    if let Some(message) = &changes.away_message {
        attendance.away_message.clone_from(message);
    }
    attendance.routing = changes.routing.unwrap_or(attendance.routing);
    attendance.capacity = changes.capacity.unwrap_or(attendance.capacity);
    if attendance.away_message.is_some() && attendance.working_hours.is_none() {
        let message = "without working hours the department always attends: give them first";
        return Err(Failure::invalid("away_message", "needs_working_hours", message));
    }
    Ok(())
}

/// Refuses members who are not there, or do not attend.
pub(super) fn refuse_strangers(tx: &mut Tx<'_>, company_id: CompanyId, members: &[UserId]) -> Result<(), Failure> {
    if members.is_empty() {
        return Ok(());
    }
    let known = user::list(tx, company_id)?;
    let attends = |id: &UserId| {
        known.iter().any(|user| user.user_id == *id && user.archived_at.is_none() && user.role != Role::Marketing)
    };
    if members.iter().all(attends) {
        return Ok(());
    }
    Err(Failure::invalid("member_ids", "unknown_user", "there is no such user who attends"))
}

/// Working hours as they are shown.
pub(super) fn show(hours: &WorkingHours) -> body::WorkingHours {
    body::WorkingHours {
        week: hours
            .week
            .iter()
            .map(|span| body::WorkingSpan {
                weekday: span.weekday.to_string(),
                from: span.from.to_string(),
                to: span.to.to_string(),
            })
            .collect(),
        holidays: hours
            .holidays
            .iter()
            .map(|holiday| body::Holiday { date: holiday.date.to_string(), name: holiday.name.clone() })
            .collect(),
    }
}
