-- One row per watched message that held candidates, or that was deleted.
create table annotations (
  platform text not null,
  workspace text not null,
  channel text not null,
  message text not null,
  -- The thread, or empty for the channel's root: where a repeated card would be noise.
  room text not null,
  version text not null,
  state text not null check (state in ('waiting', 'posting', 'posted', 'silent', 'withdrawn')),
  by_bot boolean not null,
  -- Our post: its message id.
  card text,
  sign text,
  headline text,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  -- Set while a post is under way: the process may die in the middle.
  posting_since timestamptz,
  posted_at timestamptz,
  primary key (platform, workspace, channel, message)
);
create index annotations_changed on annotations (changed_at);
create index annotations_bot_cards on annotations (platform, workspace, channel, room, posted_at) where by_bot and card is not null;

-- What a message mentions, as of the version last worked. `hash` stands for the observable, which may be too long for an
-- index. `carried_at` is set when its card shows it, and not when it was left out as known already.
create table mentions (
  platform text not null,
  workspace text not null,
  channel text not null,
  message text not null,
  room text not null,
  hash text not null,
  observable text not null,
  disposition text not null,
  mentioned_at timestamptz not null,
  carried_at timestamptz,
  primary key (platform, workspace, channel, message, hash),
  foreign key (platform, workspace, channel, message) references annotations on delete cascade
);
create index mentions_room on mentions (platform, workspace, channel, room, hash, mentioned_at);

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
