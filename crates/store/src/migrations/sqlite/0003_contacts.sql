-- Contacts are found by words, merged on proof or by a person, proposed to be merged, and split again.
alter table contact add column keyed boolean not null default false;
create index contact_unkeyed on contact (company_id, contact_id) where not keyed;
create index contact_person on contact (company_id, contact_id) where merged_into is null;
-- By what a person is found: words of the search, and what two contacts of one person would share.
create table contact_key (
    company_id integer not null,
    contact_id integer not null,
    key text not null,
    primary key (company_id, contact_id, key)
);
create index contact_key_key on contact_key (company_id, key, contact_id);
-- Which contact was merged into which, and what the other one took from it.
create table contact_merge (
    company_id integer not null,
    merge_id integer not null,
    contact_id integer not null,
    into_id integer not null,
    by_proof boolean not null,
    took text not null,
    actor_name text,
    merged_at integer not null,
    split_at integer,
    primary key (company_id, merge_id),
    foreign key (company_id, contact_id) references contact (company_id, contact_id),
    foreign key (company_id, into_id) references contact (company_id, contact_id)
);
create unique index contact_merge_standing on contact_merge (company_id, contact_id) where split_at is null;
create index contact_merge_into on contact_merge (company_id, into_id) where split_at is null;
-- How a conversation stood before the first join that it took part in.
create table conversation_apart (
    company_id integer not null,
    conversation_id integer not null,
    state text not null,
    primary key (company_id, conversation_id)
);
create table merge_proposal (
    company_id integer not null,
    proposal_id integer not null,
    one_id integer not null,
    other_id integer not null,
    state text not null,
    reasons text not null,
    found_at integer not null,
    decided_at integer,
    decided_by text,
    primary key (company_id, proposal_id),
    unique (company_id, one_id, other_id),
    foreign key (company_id, one_id) references contact (company_id, contact_id),
    foreign key (company_id, other_id) references contact (company_id, contact_id)
);
create index merge_proposal_other on merge_proposal (company_id, other_id);
create index merge_proposal_open on merge_proposal (company_id, proposal_id) where state = 'open';
-- The conversation in which a row stood before its conversation was joined into another one.
alter table message add column home_id integer;
alter table touch add column home_id integer;
-- What was merged before merges were kept.
insert into contact_merge (company_id, merge_id, contact_id, into_id, by_proof, took, merged_at)
    select company_id, contact_id, contact_id, merged_into, true, '[]', created_at
    from contact where merged_into is not null;
