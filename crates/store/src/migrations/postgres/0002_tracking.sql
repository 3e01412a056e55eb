-- Deliveries whose signature or key was wrong, by channel and hour: what each node counted comes together here.
create table signature_failure (
    company_id bigint not null references company (company_id),
    channel_id bigint not null,
    hour bigint not null,
    failures bigint not null,
    first_at bigint not null,
    last_at bigint not null,
    primary key (company_id, channel_id, hour)
);
