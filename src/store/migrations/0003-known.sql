-- What XDR has said, for replicas and restarts: a cache, so unlogged. `key` is a hash of what was asked; `value` is JSON
-- with a version inside; after `keep_until` it is out of date.
create unlogged table known_verdicts (
  key text primary key,
  value jsonb not null,
  keep_until timestamptz not null
);
create index known_verdicts_keep_until on known_verdicts (keep_until);

create unlogged table known_candidates (
  key text primary key,
  value jsonb not null,
  keep_until timestamptz not null
);
create index known_candidates_keep_until on known_candidates (keep_until);
