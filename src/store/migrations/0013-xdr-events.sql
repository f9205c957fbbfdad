-- What XDR told of itself: events by the id that XDR gave them, or by a hash. Kept so that what is delivered twice is known.
create table xdr_events (
  id text primary key,
  type text not null,
  incident text,
  received_at timestamptz not null,
  -- Its job is stored, or it needs none.
  queued boolean not null
);
create index xdr_events_received_at on xdr_events (received_at);
-- Which incidents XDR called of high impact: they do not say so themselves.
create index xdr_events_high_impact on xdr_events (incident) where type = 'private-intel/incident/high-impact/created';

-- Channels in which new incidents are announced: `high` or `all`.
create table announcing_channels (
  platform text not null,
  workspace text not null,
  channel text not null,
  level text not null,
  -- Since when anything is announced, and since when at this level: what XDR made before is no news.
  since timestamptz not null,
  level_since timestamptz not null,
  changed_by text not null,
  primary key (platform, workspace, channel)
);

-- Which incident was announced where; without `message`, it was begun.
create table announced_incidents (
  incident text not null,
  platform text not null,
  workspace text not null,
  channel text not null,
  begun_at timestamptz not null,
  message text,
  primary key (incident, platform, workspace, channel)
);
create index announced_incidents_begun_at on announced_incidents (begun_at);

-- Up to when a search has seen what changed in XDR, and who is just searching.
create table xdr_marks (
  name text primary key,
  seen_until timestamptz not null,
  looked_at timestamptz not null,
  leased_until timestamptz not null
);
