-- A message that an analyst has marked, for the worklog of the incident whose room the channel is: at most one mark for each.
-- `text` is the message as it was then, needed until it stands in XDR and for the room's timeline. `note_state`: waiting,
-- writing, done, unknown, failed. `note_keys`: the external ids by which its notes are found in XDR, in their order.
create table marks (
  platform text not null,
  workspace text not null,
  channel text not null,
  message text not null,
  thread text,
  incident text not null,
  how text not null,
  marked_by text not null,
  marker_name text,
  marked_at timestamptz not null,
  text text not null,
  author text not null,
  author_name text,
  said_at timestamptz not null,
  permalink text,
  note_state text not null default 'waiting',
  note_keys jsonb not null default '[]',
  -- Why it was not written, in a sentence.
  why text,
  attempt int not null default 1,
  -- The process that writes it; another that finds its mark knows that it is not its own.
  writer text,
  told boolean not null default false,
  primary key (platform, workspace, channel, message)
);
create index marks_marked_at on marks (marked_at);
