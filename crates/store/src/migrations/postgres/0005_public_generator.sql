-- The public page of the link generator: what a company offers there, and how many links a day brought.
create table public_generator (
    company_id bigint not null references company (company_id),
    enabled boolean not null,
    channel_ids text not null,
    kinds text not null,
    sites text not null,
    department_id bigint,
    tags text not null,
    daily_limit bigint not null,
    colour text,
    updated_at bigint not null,
    primary key (company_id)
);
-- statement
create table public_generator_day (
    company_id bigint not null references company (company_id),
    day bigint not null,
    made bigint not null,
    primary key (company_id, day)
);
-- statement
alter table link add column made_by text not null default 'company';
-- statement
create index link_made_by on link (company_id, link_id) where made_by <> 'company';
