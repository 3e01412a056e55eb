-- The id of a click is made when it happens and begins with that moment, also where the row comes late: the order of ids
-- is the order of time, and the key serves the company's latest clicks.
drop index click_opened;
drop index click_link;
create index click_link on click (company_id, link_id, click_id);
