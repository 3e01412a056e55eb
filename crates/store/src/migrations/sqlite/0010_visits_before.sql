-- When a visitor had opened the link before the latest time: what a click is judged by comes back from the statement that
-- notes it.
alter table click_visitor add column previous_at integer;
