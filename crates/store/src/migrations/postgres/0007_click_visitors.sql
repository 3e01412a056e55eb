-- Who opened which link, by day first: one tree to write for a click instead of three, and a day that is over lies in
-- one piece.
create table click_visitor_of_day (
    company_id bigint not null,
    day bigint not null,
    visitor_key text collate "C" not null,
    link_id bigint not null,
    opened_at bigint not null,
    primary key (company_id, day, visitor_key, link_id)
);
-- statement
insert into click_visitor_of_day (company_id, day, visitor_key, link_id, opened_at)
    select company_id, day, visitor_key, link_id, opened_at from click_visitor;
-- statement
drop table click_visitor;
-- statement
alter table click_visitor_of_day rename to click_visitor;
