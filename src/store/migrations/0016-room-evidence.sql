-- Who wrote a message that was watched (his id on the platform), and when. Absent for what is older than this.
alter table annotations add column author text, add column said_at timestamptz;

-- What was done in a room is found by the room as it stands in the text under the MAC, so that nothing has to be kept in
-- step with it. Quotes inside the strings of a JSON text are escaped, so no string can pretend to be a place. Not a regular
-- expression, which takes a hundred times as long. A name too long for an index is cut, and then not found.
create index audit_room on audit
  (left(split_part(split_part(split_part(entry, '"place":{', 2), '}', 1), ',"thread":', 1), 500), seq);
