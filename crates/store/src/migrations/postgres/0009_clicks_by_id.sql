-- The id of a click is made when it happens and begins with that moment, also where the row comes late: the order of ids
-- is the order of time, and the key serves the company's latest clicks.
drop index click_opened;
-- statement
drop index click_link;
-- statement
create index click_link on click (company_id, link_id, click_id);
-- statement
-- Codes are compared byte by byte, whatever the language of the database.
alter table click alter column code type text collate "C";
