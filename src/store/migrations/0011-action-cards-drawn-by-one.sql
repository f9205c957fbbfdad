-- Who draws a card holds it: one at a time, so that nobody draws an older version over a newer one. Null: nobody does.
alter table action_cards rename column posting_since to drawing_since;
alter table action_cards alter column drawing_since drop not null;
update action_cards set drawing_since = null where message is not null;
-- What changed lately is looked for every few seconds.
create index action_requests_changed on action_requests (changed_at);
