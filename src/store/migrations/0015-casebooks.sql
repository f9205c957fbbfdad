-- Casebooks of XDR (`casebook-<uuid>`) that a conversation made or filled. `incident`: it is the casebook of that incident's
-- room, and there is one.
create table room_casebooks (
  platform text not null,
  workspace text not null,
  channel text not null,
  casebook text not null,
  title text not null,
  incident text,
  used_at timestamptz not null,
  primary key (platform, workspace, channel, casebook)
);
create unique index room_casebooks_incident on room_casebooks (platform, workspace, channel, incident)
  where incident is not null;
create index room_casebooks_used on room_casebooks (used_at);
-- Who has a casebook in hand just now, over all replicas. What a dead process holds is free when its time is over.
create table casebook_turns (
  name text primary key,
  holder text not null,
  keep_until timestamptz not null
);
