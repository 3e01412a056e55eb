-- Who opened which link, by day first: one tree to write for a click instead of three, and a day that is over lies in
-- one piece.
create table click_visitor_of_day (
    company_id integer not null,
    day integer not null,
    visitor_key text not null,
    link_id integer not null,
    opened_at integer not null,
    primary key (company_id, day, visitor_key, link_id)
) without rowid;
insert into click_visitor_of_day (company_id, day, visitor_key, link_id, opened_at)
    select company_id, day, visitor_key, link_id, opened_at from click_visitor;
drop table click_visitor;
alter table click_visitor_of_day rename to click_visitor;
