-- Files that wait until somebody lets them into his own store (Teams: OneDrive). Forgotten after an hour.
create table file_consents (
  id text primary key,
  person text not null,
  name text not null,
  size integer not null,
  bytes bytea not null,
  kept_at timestamptz not null,
  -- Somebody is sending it until then; a press meanwhile sends nothing.
  taken_until timestamptz
);
create index file_consents_kept_at on file_consents (kept_at);
