-- A channel that is the room of an incident of XDR (`incident-<uuid>`): at most one incident each.
create table incident_rooms (
  platform text not null,
  workspace text not null,
  channel text not null,
  incident text not null,
  linked_by text not null,
  linked_at timestamptz not null,
  -- What the platform called who linked it.
  linked_name text,
  -- Nothing can be said there since then: it is archived, or the bot was removed.
  rests_since timestamptz,
  -- The message of its card, when that was posted, and the how manieth it is: each has a key of its own.
  card text,
  card_posted_at timestamptz,
  card_number int not null default 0,
  -- It is being posted, or was when a process died.
  card_posting boolean not null default false,
  -- The platform keeps it in sight.
  card_pinned boolean not null default false,
  -- It says only that nothing is shown, since others may read.
  card_hidden boolean not null default false,
  -- Which version of the incident it shows.
  card_version int not null default 0,
  -- The card that stood before it, which does not say yet where this one is.
  card_before text,
  -- What the room knows of the incident, and what it is just being told.
  told jsonb,
  telling jsonb,
  primary key (platform, workspace, channel)
);
create index incident_rooms_incident on incident_rooms (incident);

-- An incident that has rooms, as it was read last. `asked` counts the occasions to look at it, `answered` those that were
-- looked at: so many occasions are one look.
create table linked_incidents (
  incident text primary key,
  facts jsonb not null,
  mark text not null default '',
  version int not null default 0,
  asked int not null default 0,
  asked_at timestamptz,
  answered int not null default 0,
  read_at timestamptz,
  changed_at timestamptz,
  -- One draws at a time; until when somebody of a room changes it.
  drawing_since timestamptz,
  tried_at timestamptz,
  changing_until timestamptz
);

-- Cards of rooms that are none any more, until they say so.
create table left_cards (
  platform text not null,
  workspace text not null,
  channel text not null,
  -- Its message, or the key to find it by.
  message text,
  key text not null,
  pinned boolean not null,
  words text not null,
  left_at timestamptz not null,
  primary key (key)
);
