-- Who wrote a message that was watched (his id on the platform), and when. Absent for what is older than this.
alter table annotations add column author text, add column said_at timestamptz;

-- What was done in a room is found by the room as it stands in the text under the MAC, so that nothing has to be kept in
-- step with it. Quotes inside the strings of a JSON text are escaped, so no string can pretend to be a place. Room names are
-- shorter than 255 characters; what is longer is not found, and still stored.
create index audit_room on audit
  ((substring(entry from '"place":(\{"platform":"[^"]{1,20}","workspace":"[^"]{0,255}","channel":"[^"]{1,255}")')), seq);
