-- First, last and last-paid origin of each conversation: views over the touches of its contact, kept in the transaction
-- that changes them. Filled for the conversations of before by the program, once, in this step's transaction.
alter table conversation add column first_kind text;
-- statement
alter table conversation add column first_identifier_id bigint;
-- statement
alter table conversation add column first_touch_id bigint;
-- statement
alter table conversation add column last_kind text;
-- statement
alter table conversation add column last_identifier_id bigint;
-- statement
alter table conversation add column last_touch_id bigint;
-- statement
alter table conversation add column paid_kind text;
-- statement
alter table conversation add column paid_identifier_id bigint;
-- statement
alter table conversation add column paid_touch_id bigint;
