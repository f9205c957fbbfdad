-- The settings that decide who may act, as they were at the last start: what differs is written into the audit.
create table settings_seen (
  name text primary key,
  value text not null
);
