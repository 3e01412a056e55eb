-- Installation tables: small, looked up without a company.
create table node (
    node_id integer not null primary key,
    seen_at integer not null
);
create table login (
    login_id integer not null primary key,
    email text not null unique,
    password_hash text,
    created_at integer not null
);
create table session (
    session_hash text not null primary key,
    login_id integer not null references login (login_id),
    company_id integer not null,
    csrf_token text not null,
    created_at integer not null,
    expires_at integer not null
);
create table one_time_link (
    link_hash text not null primary key,
    login_id integer not null references login (login_id),
    purpose text not null,
    created_at integer not null,
    expires_at integer not null,
    used_at integer
);
create table channel_route (
    channel_id integer not null primary key,
    company_id integer not null
);
create table link_route (
    slug text not null primary key,
    company_id integer not null,
    link_id integer not null
);
create table token_route (
    token_hash text not null primary key,
    company_id integer not null,
    token_id integer not null
);
-- Company tables: company_id leads every key.
create table company (
    company_id integer not null primary key,
    name text not null,
    slug text not null,
    time_zone text not null,
    currency text not null,
    locale text not null,
    rules text not null,
    link_phone text,
    last_protocol integer not null,
    created_at integer not null
);
create table department (
    company_id integer not null references company (company_id),
    department_id integer not null,
    name text not null,
    is_default boolean not null,
    uses_dispositions boolean not null,
    disposition_required boolean not null,
    full_closing boolean not null,
    return_window_hours integer not null,
    form_version integer not null,
    attendance text not null,
    routed_to integer,
    created_at integer not null,
    archived_at integer,
    primary key (company_id, department_id)
);
create table form_version (
    company_id integer not null,
    department_id integer not null,
    version integer not null,
    fields text not null,
    created_at integer not null,
    primary key (company_id, department_id, version),
    foreign key (company_id, department_id) references department (company_id, department_id)
);
create table disposition (
    company_id integer not null references company (company_id),
    disposition_id integer not null,
    name text not null,
    outcome text not null,
    requires_value boolean not null,
    colour text not null,
    position integer not null,
    created_at integer not null,
    archived_at integer,
    primary key (company_id, disposition_id)
);
create table department_disposition (
    company_id integer not null,
    department_id integer not null,
    disposition_id integer not null,
    primary key (company_id, department_id, disposition_id),
    foreign key (company_id, department_id) references department (company_id, department_id),
    foreign key (company_id, disposition_id) references disposition (company_id, disposition_id)
);
create table "user" (
    company_id integer not null references company (company_id),
    user_id integer not null,
    login_id integer not null references login (login_id),
    name text not null,
    role text not null,
    created_at integer not null,
    archived_at integer,
    primary key (company_id, user_id),
    unique (company_id, login_id)
);
create index user_login on "user" (login_id);
create table user_department (
    company_id integer not null,
    user_id integer not null,
    department_id integer not null,
    primary key (company_id, user_id, department_id),
    foreign key (company_id, user_id) references "user" (company_id, user_id),
    foreign key (company_id, department_id) references department (company_id, department_id)
);
create table api_token (
    company_id integer not null references company (company_id),
    token_id integer not null,
    name text not null,
    role text not null,
    department_id integer,
    created_at integer not null,
    revoked_at integer,
    primary key (company_id, token_id)
);
create table channel (
    company_id integer not null references company (company_id),
    channel_id integer not null,
    provider text not null,
    name text not null,
    phone_number text not null,
    number_id text,
    settings text not null,
    secrets blob,
    hook_key text,
    state text not null,
    state_reason text,
    last_delivery_at integer,
    created_at integer not null,
    archived_at integer,
    connection text,
    connection_since integer,
    connection_reason text,
    wrong_setting text,
    checked_at integer,
    token_expires_at integer,
    paired_phone text,
    check_at integer,
    check_failures integer not null default 0,
    primary key (company_id, channel_id)
);
create index channel_check on channel (check_at);
-- A provider that a channel spoke with before: what it delivers late is still taken.
create table former_connection (
    company_id integer not null,
    channel_id integer not null,
    provider text not null,
    number_id text,
    settings text not null,
    secrets blob,
    hook_key text,
    until integer not null,
    primary key (company_id, channel_id, provider),
    foreign key (company_id, channel_id) references channel (company_id, channel_id)
);
create table contact (
    company_id integer not null references company (company_id),
    contact_id integer not null,
    name text,
    phone text,
    username text,
    search_text text not null,
    merged_into integer,
    excluded boolean not null,
    created_at integer not null,
    primary key (company_id, contact_id)
);
create index contact_merged on contact (company_id, merged_into) where merged_into is not null;
create table contact_identity (
    company_id integer not null,
    kind text not null,
    value text not null,
    contact_id integer not null,
    created_at integer not null,
    primary key (company_id, kind, value),
    foreign key (company_id, contact_id) references contact (company_id, contact_id)
);
create index contact_identity_contact on contact_identity (company_id, contact_id);
create table entry_identifier (
    company_id integer not null references company (company_id),
    identifier_id integer not null,
    kind text not null,
    key text not null,
    label text not null,
    label_given boolean not null,
    campaign text,
    ad_set text,
    ad text,
    site text,
    link_id integer,
    source_url text,
    source_id text,
    merged_into integer,
    created_at integer not null,
    primary key (company_id, identifier_id),
    unique (company_id, kind, key)
);
create index entry_identifier_merged on entry_identifier (company_id, merged_into) where merged_into is not null;
create table link (
    company_id integer not null references company (company_id),
    link_id integer not null,
    identifier_id integer not null,
    slug text not null,
    code text not null,
    name text not null,
    channel_id integer not null,
    kind text not null,
    site text not null,
    message text not null,
    message_key integer not null,
    utm text not null,
    tags text not null,
    owns_number boolean not null,
    department_id integer,
    expires_at integer,
    created_at integer not null,
    archived_at integer,
    primary key (company_id, link_id),
    unique (company_id, code),
    foreign key (company_id, channel_id) references channel (company_id, channel_id),
    foreign key (company_id, identifier_id) references entry_identifier (company_id, identifier_id)
);
create index link_identifier on link (company_id, identifier_id);
create index link_message on link (company_id, message_key);
create index link_channel on link (company_id, channel_id);
create index link_own_number on link (company_id, channel_id) where owns_number;
create table click (
    company_id integer not null,
    click_id integer not null,
    link_id integer not null,
    code text,
    clicked_at integer not null,
    day integer not null,
    verdict text not null,
    visitor_key text not null,
    query text not null,
    referrer text,
    language text,
    device text,
    region text,
    contact_id integer,
    primary key (company_id, click_id),
    unique (company_id, code),
    foreign key (company_id, link_id) references link (company_id, link_id)
);
create index click_link on click (company_id, link_id, click_id);
create table click_day (
    company_id integer not null,
    link_id integer not null,
    day integer not null,
    valid integer not null,
    raw integer not null,
    primary key (company_id, link_id, day),
    foreign key (company_id, link_id) references link (company_id, link_id)
);
create table conversation (
    company_id integer not null references company (company_id),
    conversation_id integer not null,
    protocol text not null,
    version integer not null,
    status text not null,
    started_by text not null,
    contact_id integer not null,
    channel_id integer not null,
    department_id integer not null,
    agent_id integer,
    returned text not null,
    excluded boolean not null,
    new_contact boolean not null,
    opened_at integer not null,
    entry_day integer not null,
    first_inbound_at integer,
    first_inbound_provider_id text,
    first_response_at integer,
    first_response_by text,
    first_response_bucket integer,
    last_inbound_at integer,
    last_message_at integer not null,
    last_message_preview text not null,
    last_message_kind text not null,
    last_message_direction text not null,
    engaged boolean not null,
    unread integer not null,
    warned_at integer,
    away_at integer,
    rules_since integer,
    entry_kind text not null,
    identifier_id integer,
    entry_method text not null,
    entry_confidence real not null,
    entry_unidentified boolean not null,
    entry_touch_id integer,
    inherited_conversation_id integer,
    inherited_kind text,
    inherited_identifier_id integer,
    closing_id integer,
    closed_at integer,
    closing_day integer,
    disposition_id integer,
    outcome text,
    closed_by text,
    value_cents integer,
    joined_into integer,
    primary key (company_id, conversation_id),
    foreign key (company_id, contact_id) references contact (company_id, contact_id),
    foreign key (company_id, channel_id) references channel (company_id, channel_id),
    foreign key (company_id, department_id) references department (company_id, department_id)
);
create unique index conversation_open on conversation (company_id, contact_id, channel_id) where status <> 'closed';
create index conversation_contact on conversation (company_id, contact_id);
create index conversation_identifier on conversation (company_id, identifier_id);
create index conversation_opened on conversation (company_id, opened_at, conversation_id);
create index conversation_live on conversation (company_id, status, last_message_at);
create index conversation_last_message on conversation (company_id, last_message_at, conversation_id);
create index conversation_returned on conversation (company_id, last_message_at) where returned = 'pending';
create index conversation_unclassified on conversation (company_id, department_id)
    where status = 'closed' and outcome is null;
create index conversation_entry_day on conversation (company_id, entry_day);
create index conversation_closing_day on conversation (company_id, closing_day);
create unique index conversation_protocol on conversation (company_id, protocol);
create index conversation_waiting on conversation (company_id, department_id, opened_at, conversation_id)
    where status = 'waiting';
create index conversation_joined on conversation (company_id, joined_into) where joined_into is not null;
-- No foreign key here: the row is written in the transaction that holds its conversation, and PostgreSQL would check
-- each row of a batch by a query of its own.
create table message (
    company_id integer not null,
    message_id integer not null,
    conversation_id integer not null,
    channel_id integer not null,
    provider_id text,
    direction text not null,
    author text not null,
    user_id integer,
    kind text not null,
    text text,
    details text,
    card text,
    reply_to text,
    sent_at integer not null,
    received_at integer not null,
    status text,
    error_code integer,
    error_title text,
    target text,
    primary key (company_id, message_id),
    unique (company_id, channel_id, provider_id)
);
create index message_thread on message (company_id, conversation_id, sent_at, message_id);
create index message_target on message (company_id, channel_id, target) where target is not null;
create index message_failed on message (company_id, channel_id, sent_at) where status = 'failed';
-- No foreign key here, as with messages.
create table media (
    company_id integer not null,
    media_id integer not null,
    message_id integer,
    channel_id integer,
    direction text not null,
    purpose text not null,
    kind text not null,
    source text,
    card_key text,
    told_type text,
    mime_type text,
    file_name text,
    voice boolean not null,
    size_bytes integer,
    sha256 text,
    width integer,
    height integer,
    duration_ms integer,
    object_key text not null,
    thumbnail_key text,
    state text not null,
    reason text,
    attempts integer not null,
    uploaded_by text,
    provider_upload text,
    created_at integer not null,
    primary key (company_id, media_id),
    unique (company_id, card_key)
);
create index media_message on media (company_id, message_id);
-- No foreign key here: the row is written in the transaction that holds its conversation, and PostgreSQL would check
-- each row of a batch by a query of its own.
create table touch (
    company_id integer not null,
    touch_id integer not null,
    contact_id integer not null,
    conversation_id integer not null,
    message_id integer,
    kind text not null,
    method text not null,
    identifier_id integer,
    click_id integer,
    seen_at integer not null,
    provider_message_id text not null,
    evidence_key text not null,
    card text,
    code text,
    user_id integer,
    created_at integer not null,
    entry_point text,
    primary key (company_id, touch_id),
    unique (company_id, evidence_key)
);
create index touch_conversation on touch (company_id, conversation_id);
create table closing (
    company_id integer not null,
    closing_id integer not null,
    conversation_id integer not null,
    supersedes integer,
    department_id integer not null,
    disposition_id integer,
    outcome text,
    mode text not null,
    closed_by text not null,
    closed_by_role text,
    closed_by_id text,
    closed_by_name text,
    confidence real,
    value_cents integer,
    note text,
    form_version integer,
    fields text not null,
    search_text text not null,
    reason text,
    state_before text,
    undone_at integer,
    closed_at integer not null,
    created_at integer not null,
    primary key (company_id, closing_id),
    foreign key (company_id, conversation_id) references conversation (company_id, conversation_id)
);
create index closing_conversation on closing (company_id, conversation_id);
create table audit_event (
    company_id integer not null,
    event_id integer not null,
    conversation_id integer,
    kind text not null,
    actor_kind text not null,
    actor_id text,
    actor_name text,
    happened_at integer not null,
    details text not null,
    primary key (company_id, event_id)
);
create index audit_event_conversation on audit_event (company_id, conversation_id);
create index audit_event_kind on audit_event (company_id, kind, event_id);
create table delivery (
    company_id integer not null,
    delivery_id integer not null,
    channel_id integer not null,
    provider text not null,
    received_at integer not null,
    body blob not null,
    state text not null,
    attempts integer not null,
    last_error text,
    recorded_at integer,
    primary key (company_id, delivery_id)
);
create index delivery_pending on delivery (company_id, received_at, delivery_id) where state = 'pending';
create table event_outcome (
    company_id integer not null,
    delivery_id integer not null,
    ordinal integer not null,
    kind text not null,
    provider_id text,
    outcome text not null,
    reason text,
    conversation_id integer,
    primary key (company_id, delivery_id, ordinal),
    foreign key (company_id, delivery_id) references delivery (company_id, delivery_id)
);
create table waiting_event (
    company_id integer not null,
    subject text not null,
    delivery_id integer not null,
    ordinal integer not null,
    received_at integer not null,
    primary key (company_id, subject, delivery_id, ordinal),
    foreign key (company_id, delivery_id) references delivery (company_id, delivery_id)
);
create index waiting_event_delivery on waiting_event (company_id, delivery_id);
create index waiting_event_received on waiting_event (company_id, received_at);
create table job (
    company_id integer not null,
    job_id integer not null,
    kind text not null,
    dedupe_key text not null,
    channel_id integer,
    contact_id integer,
    payload text not null,
    state text not null,
    run_at integer not null,
    lease_until integer,
    attempts integer not null,
    last_error text,
    created_at integer not null,
    primary key (company_id, job_id),
    unique (company_id, kind, dedupe_key)
);
create index job_ready on job (run_at, company_id) where state = 'ready';
create index job_in_order on job (company_id, channel_id, contact_id, job_id) where state = 'ready';
create table idempotency_key (
    company_id integer not null,
    caller text not null,
    key text not null,
    request_hash text not null,
    status integer not null,
    body text not null,
    created_at integer not null,
    primary key (company_id, caller, key)
);
create table figure (
    company_id integer not null,
    family text not null,
    basis text not null,
    key text not null,
    day integer not null,
    conversations integer not null,
    new_contacts integer not null,
    answered integer not null,
    engaged integer not null,
    qualified integer not null,
    won integer not null,
    lost integer not null,
    neutral integer not null,
    not_lead integer not null,
    unclassified integer not null,
    open integer not null,
    revenue_cents integer not null,
    primary key (company_id, family, basis, day, key)
);
create table figure_response (
    company_id integer not null,
    family text not null,
    basis text not null,
    key text not null,
    day integer not null,
    bucket integer not null,
    responses integer not null,
    primary key (company_id, family, basis, day, key, bucket)
);
create table click_hour (
    company_id integer not null,
    link_id integer not null,
    day integer not null,
    hour integer not null,
    valid integer not null,
    raw integer not null,
    visitors integer not null,
    primary key (company_id, link_id, day, hour),
    foreign key (company_id, link_id) references link (company_id, link_id)
);
create table click_trait (
    company_id integer not null,
    link_id integer not null,
    day integer not null,
    trait text not null,
    value text not null,
    valid integer not null,
    primary key (company_id, link_id, day, trait, value),
    foreign key (company_id, link_id) references link (company_id, link_id)
);
-- Who opened which link today: to tell repeats, the same on every node. Rows are cleared away after their day.
create table click_visitor (
    company_id integer not null,
    visitor_key text not null,
    link_id integer not null,
    day integer not null,
    opened_at integer not null,
    primary key (company_id, visitor_key, link_id)
);
create index click_visitor_day on click_visitor (company_id, day);
create table company_logo (
    company_id integer not null references company (company_id),
    picture blob not null,
    updated_at integer not null,
    primary key (company_id)
);
create table tag (
    company_id integer not null references company (company_id),
    tag_id integer not null,
    name text not null,
    colour text not null,
    created_at integer not null,
    archived_at integer,
    primary key (company_id, tag_id)
);
create table conversation_tag (
    company_id integer not null,
    conversation_id integer not null,
    tag_id integer not null,
    created_at integer not null,
    primary key (company_id, conversation_id, tag_id),
    foreign key (company_id, tag_id) references tag (company_id, tag_id)
);
create index conversation_tag_tag on conversation_tag (company_id, tag_id, conversation_id);
create table routing_rule (
    company_id integer not null references company (company_id),
    rule_id integer not null,
    position integer not null,
    enabled boolean not null,
    match_kind text not null,
    match_value text not null,
    identifier_id integer,
    channel_id integer,
    department_id integer not null,
    created_at integer not null,
    primary key (company_id, rule_id),
    foreign key (company_id, department_id) references department (company_id, department_id)
);
create table closing_rule (
    company_id integer not null references company (company_id),
    rule_id integer not null,
    department_id integer not null,
    position integer not null,
    name text not null,
    enabled boolean not null,
    occasion text not null,
    body text not null,
    created_at integer not null,
    archived_at integer,
    primary key (company_id, rule_id),
    foreign key (company_id, department_id) references department (company_id, department_id)
);
create table rule_action (
    company_id integer not null,
    action_id integer not null,
    rule_id integer not null,
    conversation_id integer not null,
    kind text not null,
    closing_id integer,
    message_id integer,
    happened_at integer not null,
    corrected_at integer,
    primary key (company_id, action_id),
    foreign key (company_id, rule_id) references closing_rule (company_id, rule_id)
);
create index rule_action_rule on rule_action (company_id, rule_id, happened_at);
create index rule_action_closing on rule_action (company_id, closing_id);
create table webhook (
    company_id integer not null references company (company_id),
    webhook_id integer not null,
    url text not null,
    events text not null,
    department_id integer,
    secret blob not null,
    enabled boolean not null,
    created_at integer not null,
    archived_at integer,
    primary key (company_id, webhook_id)
);
create table webhook_delivery (
    company_id integer not null,
    delivery_id integer not null,
    webhook_id integer not null,
    event text not null,
    conversation_id integer,
    closing_id integer,
    payload text not null,
    state text not null,
    attempts integer not null,
    http_status integer,
    error text,
    next_attempt_at integer,
    delivered_at integer,
    created_at integer not null,
    primary key (company_id, delivery_id),
    foreign key (company_id, webhook_id) references webhook (company_id, webhook_id)
);
create index webhook_delivery_webhook on webhook_delivery (company_id, webhook_id, delivery_id);
create table carrier_test (
    company_id integer not null references company (company_id),
    test_id integer not null,
    channel_id integer not null,
    contact_id integer not null,
    phone text not null,
    seed integer not null,
    product_id text,
    started_at integer not null,
    primary key (company_id, test_id)
);
create table tracking_alarm (
    company_id integer not null references company (company_id),
    check_code text not null,
    subject text not null,
    state text not null,
    since integer not null,
    primary key (company_id, check_code, subject)
);
create table marketing_token (
    company_id integer not null references company (company_id),
    token blob not null,
    base_url text,
    set_at integer not null,
    read_at integer,
    last_error text,
    primary key (company_id)
);
