-- Clicks are listed by their time: a click that was put aside on disk gets its row, and its id, later.
drop index click_link;
create index click_link on click (company_id, link_id, clicked_at, click_id);
create index click_opened on click (company_id, clicked_at, click_id);
