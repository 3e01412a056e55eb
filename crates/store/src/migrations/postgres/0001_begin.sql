-- Installation tables: small, looked up without a company.
create table node (
    node_id bigint not null primary key,
    seen_at bigint not null
);
-- statement
create table login (
    login_id bigint not null primary key,
    email text not null unique,
    password_hash text,
    created_at bigint not null
);
-- statement
create table session (
    session_hash text not null primary key,
    login_id bigint not null references login (login_id),
    company_id bigint not null,
    csrf_token text not null,
    created_at bigint not null,
    expires_at bigint not null
);
-- statement
create table one_time_link (
    link_hash text not null primary key,
    login_id bigint not null references login (login_id),
    purpose text not null,
    created_at bigint not null,
    expires_at bigint not null,
    used_at bigint
);
-- statement
create table channel_route (
    channel_id bigint not null primary key,
    company_id bigint not null
);
-- statement
create table link_route (
    slug text not null primary key,
    company_id bigint not null,
    link_id bigint not null
);
-- statement
create table token_route (
    token_hash text not null primary key,
    company_id bigint not null,
    token_id bigint not null
);
-- statement
-- Company tables: company_id leads every key.
create table company (
    company_id bigint not null primary key,
    name text not null,
    slug text not null,
    time_zone text not null,
    currency text not null,
    locale text not null,
    rules text not null,
    link_phone text,
    last_protocol bigint not null,
    created_at bigint not null
);
-- statement
create table department (
    company_id bigint not null references company (company_id),
    department_id bigint not null,
    name text not null,
    is_default boolean not null,
    uses_dispositions boolean not null,
    disposition_required boolean not null,
    full_closing boolean not null,
    return_window_hours bigint not null,
    form_version bigint not null,
    attendance text not null,
    routed_to bigint,
    created_at bigint not null,
    archived_at bigint,
    primary key (company_id, department_id)
);
-- statement
create table form_version (
    company_id bigint not null,
    department_id bigint not null,
    version bigint not null,
    fields text not null,
    created_at bigint not null,
    primary key (company_id, department_id, version),
    foreign key (company_id, department_id) references department (company_id, department_id)
);
-- statement
create table disposition (
    company_id bigint not null references company (company_id),
    disposition_id bigint not null,
    name text not null,
    outcome text not null,
    requires_value boolean not null,
    colour text not null,
    position bigint not null,
    created_at bigint not null,
    archived_at bigint,
    primary key (company_id, disposition_id)
);
-- statement
create table department_disposition (
    company_id bigint not null,
    department_id bigint not null,
    disposition_id bigint not null,
    primary key (company_id, department_id, disposition_id),
    foreign key (company_id, department_id) references department (company_id, department_id),
    foreign key (company_id, disposition_id) references disposition (company_id, disposition_id)
);
-- statement
create table "user" (
    company_id bigint not null references company (company_id),
    user_id bigint not null,
    login_id bigint not null references login (login_id),
    name text not null,
    role text not null,
    created_at bigint not null,
    archived_at bigint,
    primary key (company_id, user_id),
    unique (company_id, login_id)
);
-- statement
create index user_login on "user" (login_id);
-- statement
create table user_department (
    company_id bigint not null,
    user_id bigint not null,
    department_id bigint not null,
    primary key (company_id, user_id, department_id),
    foreign key (company_id, user_id) references "user" (company_id, user_id),
    foreign key (company_id, department_id) references department (company_id, department_id)
);
-- statement
create table api_token (
    company_id bigint not null references company (company_id),
    token_id bigint not null,
    name text not null,
    role text not null,
    department_id bigint,
    created_at bigint not null,
    revoked_at bigint,
    primary key (company_id, token_id)
);
-- statement
create table channel (
    company_id bigint not null references company (company_id),
    channel_id bigint not null,
    provider text not null,
    name text not null,
    phone_number text not null,
    number_id text,
    settings text not null,
    secrets bytea,
    hook_key text,
    state text not null,
    state_reason text,
    last_delivery_at bigint,
    created_at bigint not null,
    archived_at bigint,
    connection text,
    connection_since bigint,
    connection_reason text,
    wrong_setting text,
    checked_at bigint,
    token_expires_at bigint,
    paired_phone text,
    check_at bigint,
    check_failures bigint not null default 0,
    primary key (company_id, channel_id)
);
-- statement
create index channel_check on channel (check_at);
-- statement
-- A provider that a channel spoke with before: what it delivers late is still taken.
create table former_connection (
    company_id bigint not null,
    channel_id bigint not null,
    provider text not null,
    number_id text,
    settings text not null,
    secrets bytea,
    hook_key text,
    until bigint not null,
    primary key (company_id, channel_id, provider),
    foreign key (company_id, channel_id) references channel (company_id, channel_id)
);
-- statement
create table contact (
    company_id bigint not null references company (company_id),
    contact_id bigint not null,
    name text,
    phone text,
    username text,
    search_text text not null,
    merged_into bigint,
    excluded boolean not null,
    created_at bigint not null,
    primary key (company_id, contact_id)
);
-- statement
create index contact_merged on contact (company_id, merged_into) where merged_into is not null;
-- statement
create table contact_identity (
    company_id bigint not null,
    kind text not null,
    value text not null,
    contact_id bigint not null,
    created_at bigint not null,
    primary key (company_id, kind, value),
    foreign key (company_id, contact_id) references contact (company_id, contact_id)
);
-- statement
create index contact_identity_contact on contact_identity (company_id, contact_id);
-- statement
create table entry_identifier (
    company_id bigint not null references company (company_id),
    identifier_id bigint not null,
    kind text not null,
    key text not null,
    label text not null,
    label_given boolean not null,
    campaign text,
    ad_set text,
    ad text,
    site text,
    link_id bigint,
    source_url text,
    source_id text,
    merged_into bigint,
    created_at bigint not null,
    primary key (company_id, identifier_id),
    unique (company_id, kind, key)
);
-- statement
create index entry_identifier_merged on entry_identifier (company_id, merged_into) where merged_into is not null;
-- statement
create table link (
    company_id bigint not null references company (company_id),
    link_id bigint not null,
    identifier_id bigint not null,
    slug text not null,
    code text not null,
    name text not null,
    channel_id bigint not null,
    kind text not null,
    site text not null,
    message text not null,
    message_key bigint not null,
    utm text not null,
    tags text not null,
    owns_number boolean not null,
    department_id bigint,
    expires_at bigint,
    created_at bigint not null,
    archived_at bigint,
    primary key (company_id, link_id),
    unique (company_id, code),
    foreign key (company_id, channel_id) references channel (company_id, channel_id),
    foreign key (company_id, identifier_id) references entry_identifier (company_id, identifier_id)
);
-- statement
create index link_identifier on link (company_id, identifier_id);
-- statement
create index link_message on link (company_id, message_key);
-- statement
create index link_channel on link (company_id, channel_id);
-- statement
create index link_own_number on link (company_id, channel_id) where owns_number;
-- statement
create table click (
    company_id bigint not null,
    click_id bigint not null,
    link_id bigint not null,
    code text,
    clicked_at bigint not null,
    day bigint not null,
    verdict text not null,
    visitor_key text not null,
    query text not null,
    referrer text,
    language text,
    device text,
    region text,
    contact_id bigint,
    primary key (company_id, click_id),
    unique (company_id, code),
    foreign key (company_id, link_id) references link (company_id, link_id)
);
-- statement
create index click_link on click (company_id, link_id, click_id);
-- statement
create table click_day (
    company_id bigint not null,
    link_id bigint not null,
    day bigint not null,
    valid bigint not null,
    raw bigint not null,
    primary key (company_id, link_id, day),
    foreign key (company_id, link_id) references link (company_id, link_id)
);
-- statement
create table conversation (
    company_id bigint not null references company (company_id),
    conversation_id bigint not null,
    protocol text not null,
    version bigint not null,
    status text not null,
    started_by text not null,
    contact_id bigint not null,
    channel_id bigint not null,
    department_id bigint not null,
    agent_id bigint,
    returned text not null,
    excluded boolean not null,
    new_contact boolean not null,
    opened_at bigint not null,
    entry_day bigint not null,
    first_inbound_at bigint,
    first_inbound_provider_id text,
    first_response_at bigint,
    first_response_by text,
    first_response_bucket bigint,
    last_inbound_at bigint,
    last_message_at bigint not null,
    last_message_preview text not null,
    last_message_kind text not null,
    last_message_direction text not null,
    engaged boolean not null,
    unread bigint not null,
    warned_at bigint,
    away_at bigint,
    rules_since bigint,
    entry_kind text not null,
    identifier_id bigint,
    entry_method text not null,
    entry_confidence double precision not null,
    entry_unidentified boolean not null,
    entry_touch_id bigint,
    inherited_conversation_id bigint,
    inherited_kind text,
    inherited_identifier_id bigint,
    closing_id bigint,
    closed_at bigint,
    closing_day bigint,
    disposition_id bigint,
    outcome text,
    closed_by text,
    value_cents bigint,
    joined_into bigint,
    primary key (company_id, conversation_id),
    foreign key (company_id, contact_id) references contact (company_id, contact_id),
    foreign key (company_id, channel_id) references channel (company_id, channel_id),
    foreign key (company_id, department_id) references department (company_id, department_id)
);
-- statement
create unique index conversation_open on conversation (company_id, contact_id, channel_id) where status <> 'closed';
-- statement
create index conversation_contact on conversation (company_id, contact_id);
-- statement
create index conversation_identifier on conversation (company_id, identifier_id);
-- statement
create index conversation_opened on conversation (company_id, opened_at, conversation_id);
-- statement
create index conversation_live on conversation (company_id, status, last_message_at);
-- statement
create index conversation_last_message on conversation (company_id, last_message_at, conversation_id);
-- statement
create index conversation_returned on conversation (company_id, last_message_at) where returned = 'pending';
-- statement
create index conversation_unclassified on conversation (company_id, department_id)
    where status = 'closed' and outcome is null;
-- statement
create index conversation_entry_day on conversation (company_id, entry_day);
-- statement
create index conversation_closing_day on conversation (company_id, closing_day);
-- statement
create unique index conversation_protocol on conversation (company_id, protocol);
-- statement
create index conversation_waiting on conversation (company_id, department_id, opened_at, conversation_id)
    where status = 'waiting';
-- statement
create index conversation_joined on conversation (company_id, joined_into) where joined_into is not null;
-- statement
-- No foreign key here: the row is written in the transaction that holds its conversation, and PostgreSQL would check
-- each row of a batch by a query of its own.
create table message (
    company_id bigint not null,
    message_id bigint not null,
    conversation_id bigint not null,
    channel_id bigint not null,
    provider_id text,
    direction text not null,
    author text not null,
    user_id bigint,
    kind text not null,
    text text,
    details text,
    card text,
    reply_to text,
    sent_at bigint not null,
    received_at bigint not null,
    status text,
    error_code bigint,
    error_title text,
    target text,
    primary key (company_id, message_id),
    unique (company_id, channel_id, provider_id)
);
-- statement
create index message_thread on message (company_id, conversation_id, sent_at, message_id);
-- statement
create index message_target on message (company_id, channel_id, target) where target is not null;
-- statement
create index message_failed on message (company_id, channel_id, sent_at) where status = 'failed';
-- statement
-- No foreign key here, as with messages.
create table media (
    company_id bigint not null,
    media_id bigint not null,
    message_id bigint,
    channel_id bigint,
    direction text not null,
    purpose text not null,
    kind text not null,
    source text,
    card_key text,
    told_type text,
    mime_type text,
    file_name text,
    voice boolean not null,
    size_bytes bigint,
    sha256 text,
    width bigint,
    height bigint,
    duration_ms bigint,
    object_key text not null,
    thumbnail_key text,
    state text not null,
    reason text,
    attempts bigint not null,
    uploaded_by text,
    provider_upload text,
    created_at bigint not null,
    primary key (company_id, media_id),
    unique (company_id, card_key)
);
-- statement
create index media_message on media (company_id, message_id);
-- statement
-- No foreign key here: the row is written in the transaction that holds its conversation, and PostgreSQL would check
-- each row of a batch by a query of its own.
create table touch (
    company_id bigint not null,
    touch_id bigint not null,
    contact_id bigint not null,
    conversation_id bigint not null,
    message_id bigint,
    kind text not null,
    method text not null,
    identifier_id bigint,
    click_id bigint,
    seen_at bigint not null,
    provider_message_id text not null,
    evidence_key text not null,
    card text,
    code text,
    user_id bigint,
    created_at bigint not null,
    entry_point text,
    primary key (company_id, touch_id),
    unique (company_id, evidence_key)
);
-- statement
create index touch_conversation on touch (company_id, conversation_id);
-- statement
create table closing (
    company_id bigint not null,
    closing_id bigint not null,
    conversation_id bigint not null,
    supersedes bigint,
    department_id bigint not null,
    disposition_id bigint,
    outcome text,
    mode text not null,
    closed_by text not null,
    closed_by_role text,
    closed_by_id text,
    closed_by_name text,
    confidence double precision,
    value_cents bigint,
    note text,
    form_version bigint,
    fields text not null,
    search_text text not null,
    reason text,
    state_before text,
    undone_at bigint,
    closed_at bigint not null,
    created_at bigint not null,
    primary key (company_id, closing_id),
    foreign key (company_id, conversation_id) references conversation (company_id, conversation_id)
);
-- statement
create index closing_conversation on closing (company_id, conversation_id);
-- statement
create table audit_event (
    company_id bigint not null,
    event_id bigint not null,
    conversation_id bigint,
    kind text not null,
    actor_kind text not null,
    actor_id text,
    actor_name text,
    happened_at bigint not null,
    details text not null,
    primary key (company_id, event_id)
);
-- statement
create index audit_event_conversation on audit_event (company_id, conversation_id);
-- statement
create index audit_event_kind on audit_event (company_id, kind, event_id);
-- statement
create table delivery (
    company_id bigint not null,
    delivery_id bigint not null,
    channel_id bigint not null,
    provider text not null,
    received_at bigint not null,
    body bytea not null,
    state text not null,
    attempts bigint not null,
    last_error text,
    recorded_at bigint,
    primary key (company_id, delivery_id)
);
-- statement
create index delivery_pending on delivery (company_id, received_at, delivery_id) where state = 'pending';
-- statement
create table event_outcome (
    company_id bigint not null,
    delivery_id bigint not null,
    ordinal bigint not null,
    kind text not null,
    provider_id text,
    outcome text not null,
    reason text,
    conversation_id bigint,
    primary key (company_id, delivery_id, ordinal),
    foreign key (company_id, delivery_id) references delivery (company_id, delivery_id)
);
-- statement
create table waiting_event (
    company_id bigint not null,
    subject text not null,
    delivery_id bigint not null,
    ordinal bigint not null,
    received_at bigint not null,
    primary key (company_id, subject, delivery_id, ordinal),
    foreign key (company_id, delivery_id) references delivery (company_id, delivery_id)
);
-- statement
create index waiting_event_delivery on waiting_event (company_id, delivery_id);
-- statement
create index waiting_event_received on waiting_event (company_id, received_at);
-- statement
create table job (
    company_id bigint not null,
    job_id bigint not null,
    kind text not null,
    dedupe_key text not null,
    channel_id bigint,
    contact_id bigint,
    payload text not null,
    state text not null,
    run_at bigint not null,
    lease_until bigint,
    attempts bigint not null,
    last_error text,
    created_at bigint not null,
    primary key (company_id, job_id),
    unique (company_id, kind, dedupe_key)
);
-- statement
create index job_ready on job (run_at, company_id) where state = 'ready';
-- statement
create index job_in_order on job (company_id, channel_id, contact_id, job_id) where state = 'ready';
-- statement
create table idempotency_key (
    company_id bigint not null,
    caller text not null,
    key text not null,
    request_hash text not null,
    status bigint not null,
    body text not null,
    created_at bigint not null,
    primary key (company_id, caller, key)
);
-- statement
create table figure (
    company_id bigint not null,
    family text not null,
    basis text not null,
    key text not null,
    day bigint not null,
    conversations bigint not null,
    new_contacts bigint not null,
    answered bigint not null,
    engaged bigint not null,
    qualified bigint not null,
    won bigint not null,
    lost bigint not null,
    neutral bigint not null,
    not_lead bigint not null,
    unclassified bigint not null,
    open bigint not null,
    revenue_cents bigint not null,
    primary key (company_id, family, basis, day, key)
);
-- statement
create table figure_response (
    company_id bigint not null,
    family text not null,
    basis text not null,
    key text not null,
    day bigint not null,
    bucket bigint not null,
    responses bigint not null,
    primary key (company_id, family, basis, day, key, bucket)
);
-- statement
create table click_hour (
    company_id bigint not null,
    link_id bigint not null,
    day bigint not null,
    hour bigint not null,
    valid bigint not null,
    raw bigint not null,
    visitors bigint not null,
    primary key (company_id, link_id, day, hour),
    foreign key (company_id, link_id) references link (company_id, link_id)
);
-- statement
create table click_trait (
    company_id bigint not null,
    link_id bigint not null,
    day bigint not null,
    trait text not null,
    value text not null,
    valid bigint not null,
    primary key (company_id, link_id, day, trait, value),
    foreign key (company_id, link_id) references link (company_id, link_id)
);
-- statement
-- Who opened which link today: to tell repeats, the same on every node. Rows are cleared away after their day.
create table click_visitor (
    company_id bigint not null,
    visitor_key text not null,
    link_id bigint not null,
    day bigint not null,
    opened_at bigint not null,
    primary key (company_id, visitor_key, link_id)
);
-- statement
create index click_visitor_day on click_visitor (company_id, day);
-- statement
create table company_logo (
    company_id bigint not null references company (company_id),
    picture bytea not null,
    updated_at bigint not null,
    primary key (company_id)
);
-- statement
create table tag (
    company_id bigint not null references company (company_id),
    tag_id bigint not null,
    name text not null,
    colour text not null,
    created_at bigint not null,
    archived_at bigint,
    primary key (company_id, tag_id)
);
-- statement
create table conversation_tag (
    company_id bigint not null,
    conversation_id bigint not null,
    tag_id bigint not null,
    created_at bigint not null,
    primary key (company_id, conversation_id, tag_id),
    foreign key (company_id, tag_id) references tag (company_id, tag_id)
);
-- statement
create index conversation_tag_tag on conversation_tag (company_id, tag_id, conversation_id);
-- statement
create table routing_rule (
    company_id bigint not null references company (company_id),
    rule_id bigint not null,
    position bigint not null,
    enabled boolean not null,
    match_kind text not null,
    match_value text not null,
    identifier_id bigint,
    channel_id bigint,
    department_id bigint not null,
    created_at bigint not null,
    primary key (company_id, rule_id),
    foreign key (company_id, department_id) references department (company_id, department_id)
);
-- statement
create table closing_rule (
    company_id bigint not null references company (company_id),
    rule_id bigint not null,
    department_id bigint not null,
    position bigint not null,
    name text not null,
    enabled boolean not null,
    occasion text not null,
    body text not null,
    created_at bigint not null,
    archived_at bigint,
    primary key (company_id, rule_id),
    foreign key (company_id, department_id) references department (company_id, department_id)
);
-- statement
create table rule_action (
    company_id bigint not null,
    action_id bigint not null,
    rule_id bigint not null,
    conversation_id bigint not null,
    kind text not null,
    closing_id bigint,
    message_id bigint,
    happened_at bigint not null,
    corrected_at bigint,
    primary key (company_id, action_id),
    foreign key (company_id, rule_id) references closing_rule (company_id, rule_id)
);
-- statement
create index rule_action_rule on rule_action (company_id, rule_id, happened_at);
-- statement
create index rule_action_closing on rule_action (company_id, closing_id);
-- statement
create table webhook (
    company_id bigint not null references company (company_id),
    webhook_id bigint not null,
    url text not null,
    events text not null,
    department_id bigint,
    secret bytea not null,
    enabled boolean not null,
    created_at bigint not null,
    archived_at bigint,
    primary key (company_id, webhook_id)
);
-- statement
create table webhook_delivery (
    company_id bigint not null,
    delivery_id bigint not null,
    webhook_id bigint not null,
    event text not null,
    conversation_id bigint,
    closing_id bigint,
    payload text not null,
    state text not null,
    attempts bigint not null,
    http_status bigint,
    error text,
    next_attempt_at bigint,
    delivered_at bigint,
    created_at bigint not null,
    primary key (company_id, delivery_id),
    foreign key (company_id, webhook_id) references webhook (company_id, webhook_id)
);
-- statement
create index webhook_delivery_webhook on webhook_delivery (company_id, webhook_id, delivery_id);
-- statement
create table carrier_test (
    company_id bigint not null references company (company_id),
    test_id bigint not null,
    channel_id bigint not null,
    contact_id bigint not null,
    phone text not null,
    seed bigint not null,
    product_id text,
    started_at bigint not null,
    primary key (company_id, test_id)
);
-- statement
create table tracking_alarm (
    company_id bigint not null references company (company_id),
    check_code text not null,
    subject text not null,
    state text not null,
    since bigint not null,
    primary key (company_id, check_code, subject)
);
-- statement
create table marketing_token (
    company_id bigint not null references company (company_id),
    token bytea not null,
    base_url text,
    set_at bigint not null,
    read_at bigint,
    last_error text,
    primary key (company_id)
);
