-- Channels that are told what is new in a feed of Threat Grid, at the times that they wanted.
create table feed_subscriptions (
  id text primary key,
  platform text not null,
  workspace text not null,
  channel text not null,
  feed text not null,
  schedule jsonb not null,
  -- What stands in the feed is marked when it is pasted in the workspace.
  watchlist boolean not null,
  asked_by text not null,
  asked_at timestamptz not null,
  due_at timestamptz not null,
  -- The due time of the digest last begun. Somebody is telling it, until then at most.
  begun_due timestamptz,
  held_until timestamptz,
  -- It tells what was first read until then, and nothing else, whoever goes on with it; null: nothing is under way.
  begun_until timestamptz,
  -- What was first read until then is told, and what was due until then is done.
  told_until timestamptz not null,
  done_due timestamptz,
  said_at timestamptz,
  -- That the feed could not be read was said last.
  trouble_at timestamptz,
  -- Nothing can be said there since then.
  gone_since timestamptz,
  unique (platform, workspace, channel, feed)
);
create index feed_subscriptions_due on feed_subscriptions (due_at);
create index feed_subscriptions_watchlists on feed_subscriptions (platform, workspace, feed) where watchlist;

-- Each feed that was read: when the latest was, up to when its days are, and what was given last to what is new.
create table feeds (
  feed text primary key,
  read_at timestamptz,
  covered_until timestamptz,
  stamp timestamptz,
  skipped int not null default 0,
  -- Somebody is reading it, until then at most.
  held_until timestamptz,
  -- Entries not newer were too many to keep: they are no news when they are read again.
  floor timestamptz
);

-- What stood in a feed lately, each observable once. `hash` stands for it, which may be too long for an index.
create table feed_entries (
  feed text not null,
  hash text not null,
  entry jsonb not null,
  description text not null,
  -- By the feed itself.
  stamped_at timestamptz not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  primary key (feed, hash)
);
create index feed_entries_first on feed_entries (feed, first_at);
create index feed_entries_last on feed_entries (last_at);

-- Every observable by which an entry is known again: itself, addresses, hashes of the sample.
create table feed_observables (
  hash text not null,
  feed text not null,
  entry text not null,
  primary key (hash, feed, entry),
  foreign key (feed, entry) references feed_entries on delete cascade
);
create index feed_observables_entry on feed_observables (feed, entry);
