-- Calls for bulk look-ups, which have a part of our share of their own.
alter table budget_hours add column bulk integer not null default 0;

-- Look-ups of up to thousands of observables, worked slice by slice.
create table bulks (
  id text primary key,
  -- The same for redeliveries of what asked for it.
  key text not null unique,
  -- Where its message stands, or will.
  place jsonb not null,
  platform text not null,
  workspace text not null,
  asked_by text not null,
  -- What the person was called then.
  asked_name text,
  asked_at timestamptz not null,
  -- A file by its name, which somebody else chose.
  file text,
  -- Distinct candidates, in their order; null when it is over.
  candidates jsonb,
  total int not null,
  -- Found, but more than one look-up takes.
  beyond int not null,
  -- Its message's id.
  message text,
  -- How often a process took it up. Whoever finds another number than he got has been overtaken.
  runs int not null default 0,
  -- So many candidates are done; so many of these are nothing to look up.
  position int not null default 0,
  nothing int not null default 0,
  calls int not null default 0,
  -- Milliseconds of work, without waits.
  worked int not null default 0,
  -- Why it waits and until when; null while it is worked.
  waits jsonb,
  cancelled boolean not null default false,
  -- How it ended, and whether that was told.
  ended text,
  ended_at timestamptz,
  told boolean not null default false,
  -- When somebody should have gone on with it.
  due_at timestamptz
);
create index bulks_due on bulks (due_at);
create index bulks_open on bulks (platform, workspace, asked_by) where not told;

-- What was found, until it is told.
create table bulk_findings (
  bulk text not null references bulks on delete cascade,
  -- Stands for the observable, which may be too long for an index.
  hash text not null,
  -- Order of the candidates; several observables may stand in one.
  at int not null,
  tone text not null,
  -- The worst have the lowest.
  rank int not null,
  finding jsonb not null,
  primary key (bulk, hash)
);
create index bulk_findings_order on bulk_findings (bulk, at, hash);
