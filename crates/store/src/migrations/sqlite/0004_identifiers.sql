-- Clicks are listed by their time: a click that was put aside on disk gets its row, and its id, later.
drop index click_link;
create index click_link on click (company_id, link_id, clicked_at, click_id);
create index click_opened on click (company_id, clicked_at, click_id);
drop index conversation_identifier;
create index conversation_identifier on conversation (company_id, identifier_id, conversation_id);
create table identifier_change (
    company_id integer not null,
    change_id integer not null,
    identifier_id integer not null,
    other_id integer,
    way text not null,
    actor_kind text not null,
    actor_id text,
    actor_name text,
    changed_at integer not null,
    names text not null,
    primary key (company_id, change_id),
    foreign key (company_id, identifier_id) references entry_identifier (company_id, identifier_id)
);
create index identifier_change_of on identifier_change (company_id, identifier_id, change_id);
create index identifier_change_other on identifier_change (company_id, other_id, change_id) where other_id is not null;
alter table marketing_token add column expires_at integer;
alter table marketing_token add column tested_at integer;
