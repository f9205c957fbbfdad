-- An observable that a conversation is told of when what XDR says of it changes: at most one row for each in a room.
create table tracks (
  id text primary key,
  platform text not null,
  workspace text not null,
  channel text not null,
  -- Where its card stands, and what is to be told is told.
  place jsonb not null,
  -- Stands for the observable, which may be too long for an index.
  hash text not null,
  observable jsonb not null,
  asked_by text not null,
  -- What the person was called then.
  asked_name text,
  asked_at timestamptz not null,
  ends_at timestamptz not null,
  -- Its card: the message's id.
  card text,
  -- What was found last, as far as sources answered.
  known jsonb not null,
  -- When it is to be looked at next, whatever for.
  due_at timestamptz not null,
  -- Somebody is asking XDR about it, until then at most.
  taken_until timestamptz,
  -- How often what was found was stored: whoever finds another number than he read has been overtaken.
  checks int not null default 0,
  -- What the room has not been told yet.
  untold jsonb,
  -- How often there was something to tell.
  version int not null default 0,
  unique (platform, workspace, channel, hash)
);
create index tracks_due on tracks (due_at);
create index tracks_asked_by on tracks (platform, workspace, asked_by);

-- Where an observable was mentioned lately, in all rooms of a workspace.
create index mentions_everywhere on mentions (platform, workspace, hash, mentioned_at desc);
