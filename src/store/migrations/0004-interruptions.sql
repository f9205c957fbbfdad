-- Spans in which messages of a room waited long, or may have been missed.
create table interruptions (
  id bigint generated always as identity primary key,
  platform text not null,
  workspace text not null,
  channel text not null,
  kind text not null check (kind in ('paused', 'not-heard', 'given-up')),
  why text,
  from_at timestamptz not null,
  -- Not set while a pause lasts.
  until_at timestamptz,
  -- How many messages are known to be concerned.
  messages int not null default 0,
  told_at timestamptz,
  -- When the room was told that a pause has ended.
  end_told_at timestamptz,
  caught_up_at timestamptz
);
create unique index interruptions_pause on interruptions (platform, workspace, channel) where kind = 'paused' and until_at is null;
create unique index interruptions_given_up on interruptions (platform, workspace, channel) where kind = 'given-up' and told_at is null;
create index interruptions_room on interruptions (platform, workspace, channel, until_at);

-- When the bot last could hear a platform and store what it heard.
create table heartbeats (
  platform text primary key,
  at timestamptz not null
);
