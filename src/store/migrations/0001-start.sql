-- One row per watched message that held candidates.
create table annotations (
  platform text not null,
  workspace text not null,
  channel text not null,
  message text not null,
  -- Id of the thread's first message; for a message at the root of the channel its own id is where replies go.
  thread text,
  version text not null,
  state text not null check (state in ('waiting', 'posting', 'posted', 'silent', 'withdrawn')),
  by_bot boolean not null,
  -- Our post: its message id.
  card text,
  sign text,
  headline text,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  posted_at timestamptz,
  primary key (platform, workspace, channel, message)
);
create index annotations_changed on annotations (changed_at);
create index annotations_bot_cards on annotations (platform, workspace, channel, posted_at) where by_bot and card is not null;

-- What a message mentions, as of the version last worked. `carried`: its card showed it (not left out as known).
create table mentions (
  platform text not null,
  workspace text not null,
  channel text not null,
  message text not null,
  -- The thread, or empty for the channel's root: where a repeated card would be noise.
  room text not null,
  observable text not null,
  disposition text not null,
  carried boolean not null,
  mentioned_at timestamptz not null,
  primary key (platform, workspace, channel, message, observable),
  foreign key (platform, workspace, channel, message) references annotations on delete cascade
);
create index mentions_room on mentions (platform, workspace, channel, room, observable, mentioned_at);

-- Keys of what happens once: jobs and deliveries.
create table claims (
  key uuid primary key,
  keep_until timestamptz not null
);
create index claims_keep_until on claims (keep_until);

create table channel_settings (
  platform text not null,
  workspace text not null,
  channel text not null,
  watch text not null check (watch in ('off', 'quiet', 'all')),
  changed_by text not null,
  changed_at timestamptz not null,
  primary key (platform, workspace, channel)
);

-- What "Show all" shows: observables too many for a button's value.
create table listings (
  id text primary key,
  observables jsonb not null,
  created_at timestamptz not null
);
create index listings_created on listings (created_at);
