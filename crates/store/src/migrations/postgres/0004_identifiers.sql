-- Clicks are listed by their time: a click that was put aside on disk gets its row, and its id, later.
drop index click_link;
-- statement
create index click_link on click (company_id, link_id, clicked_at, click_id);
-- statement
create index click_opened on click (company_id, clicked_at, click_id);
-- statement
drop index conversation_identifier;
-- statement
create index conversation_identifier on conversation (company_id, identifier_id, conversation_id);
-- statement
create table identifier_change (
    company_id bigint not null,
    change_id bigint not null,
    identifier_id bigint not null,
    other_id bigint,
    way text not null,
    actor_kind text not null,
    actor_id text,
    actor_name text,
    changed_at bigint not null,
    names text not null,
    primary key (company_id, change_id),
    foreign key (company_id, identifier_id) references entry_identifier (company_id, identifier_id)
);
-- statement
create index identifier_change_of on identifier_change (company_id, identifier_id, change_id);
-- statement
create index identifier_change_other on identifier_change (company_id, other_id, change_id) where other_id is not null;
-- statement
alter table marketing_token add column expires_at bigint;
-- statement
alter table marketing_token add column tested_at bigint;
