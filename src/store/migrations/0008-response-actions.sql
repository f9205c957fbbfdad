-- Response actions that somebody has asked for. `facts` holds what was asked, by whom, under which terms, who approved, and
-- how it ended; what is looked for stands in columns. Changed only while the end of the audit is held (audit_head), so no
-- two changes run at once.
create table action_requests (
  id text primary key,
  state text not null check (state in
    ('requested', 'confirmed', 'approved', 'executing', 'done', 'failed', 'unknown', 'refused', 'expired', 'cancelled')),
  version int not null,
  -- The same for the same action about the same observable.
  flight text not null,
  facts jsonb not null,
  expires_at timestamptz not null,
  -- When it is reversed by itself.
  reverse_at timestamptz,
  changed_at timestamptz not null
);
-- One flight at a time, whatever the code believes.
create unique index action_requests_flight on action_requests (flight) where state in ('confirmed', 'approved', 'executing');
create index action_requests_lately on action_requests (flight, changed_at);
create index action_requests_under_way on action_requests (state, changed_at)
  where state in ('requested', 'confirmed', 'approved', 'executing');
create index action_requests_reverse on action_requests (reverse_at) where reverse_at is not null;

-- Where a request is shown.
create table action_cards (
  request text not null references action_requests on delete cascade,
  platform text not null,
  channel text not null,
  place jsonb not null,
  -- Absent while a post is under way or was lost.
  message text,
  posting_since timestamptz not null,
  -- The version that it shows.
  version int not null default 0,
  primary key (request, platform, channel)
);

-- What was listed for somebody, behind the buttons of the list.
create table action_offers (
  id text primary key,
  facts jsonb not null,
  expires_at timestamptz not null
);
create index action_offers_expires on action_offers (expires_at);
