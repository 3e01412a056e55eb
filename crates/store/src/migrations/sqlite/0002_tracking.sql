-- Deliveries whose signature or key was wrong, by channel and hour: what each node counted comes together here.
create table signature_failure (
    company_id integer not null references company (company_id),
    channel_id integer not null,
    hour integer not null,
    failures integer not null,
    first_at integer not null,
    last_at integer not null,
    primary key (company_id, channel_id, hour)
);
