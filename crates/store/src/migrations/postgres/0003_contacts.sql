-- Contacts are found by words, merged on proof or by a person, proposed to be merged, and split again.
alter table contact add column keyed boolean not null default false;
-- statement
create index contact_unkeyed on contact (company_id, contact_id) where not keyed;
-- statement
create index contact_person on contact (company_id, contact_id) where merged_into is null;
-- statement
-- By what a person is found: words of the search, and what two contacts of one person would share.
create table contact_key (
    company_id bigint not null,
    contact_id bigint not null,
    key text collate "C" not null,
    primary key (company_id, contact_id, key)
);
-- statement
create index contact_key_key on contact_key (company_id, key, contact_id);
-- statement
-- Which contact was merged into which, and what the other one took from it.
create table contact_merge (
    company_id bigint not null,
    merge_id bigint not null,
    contact_id bigint not null,
    into_id bigint not null,
    by_proof boolean not null,
    took text not null,
    actor_name text,
    merged_at bigint not null,
    split_at bigint,
    primary key (company_id, merge_id),
    foreign key (company_id, contact_id) references contact (company_id, contact_id),
    foreign key (company_id, into_id) references contact (company_id, contact_id)
);
-- statement
create unique index contact_merge_standing on contact_merge (company_id, contact_id) where split_at is null;
-- statement
create index contact_merge_into on contact_merge (company_id, into_id) where split_at is null;
-- statement
-- How a conversation stood before the first join that it took part in.
create table conversation_apart (
    company_id bigint not null,
    conversation_id bigint not null,
    state text not null,
    primary key (company_id, conversation_id)
);
-- statement
create table merge_proposal (
    company_id bigint not null,
    proposal_id bigint not null,
    one_id bigint not null,
    other_id bigint not null,
    state text not null,
    reasons text not null,
    found_at bigint not null,
    decided_at bigint,
    decided_by text,
    primary key (company_id, proposal_id),
    unique (company_id, one_id, other_id),
    foreign key (company_id, one_id) references contact (company_id, contact_id),
    foreign key (company_id, other_id) references contact (company_id, contact_id)
);
-- statement
create index merge_proposal_other on merge_proposal (company_id, other_id);
-- statement
create index merge_proposal_open on merge_proposal (company_id, proposal_id) where state = 'open';
-- statement
-- The conversation in which a row stood before its conversation was joined into another one.
alter table message add column home_id bigint;
-- statement
alter table touch add column home_id bigint;
-- statement
-- What was merged before merges were kept.
insert into contact_merge (company_id, merge_id, contact_id, into_id, by_proof, took, merged_at)
    select company_id, contact_id, contact_id, merged_into, true, '[]', created_at
    from contact where merged_into is not null;
