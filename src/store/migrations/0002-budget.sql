-- Calls to XDR of the last hour, shared by all replicas. Times are milliseconds since the epoch by the clocks of the
-- processes. Whoever changes anything raises `version` of the organisation, from the one he has seen: so each knows that
-- he decided by the truth, and reads later only what was changed since.
create table budgets (
  organisation text primary key,
  version bigint not null default 0,
  -- How many calls were ever handed out: their numbers.
  calls bigint not null default 0,
  paused_until bigint not null default 0
);

-- One row for every ten seconds.
create table budget_hours (
  organisation text not null,
  starts_at bigint not null,
  version bigint not null,
  total integer not null,
  watching integer not null,
  -- XDR's lowest word on the organisation's quota: the number of the last call for which there is room.
  last_call bigint,
  org_limit integer,
  primary key (organisation, starts_at)
);

-- What rooms have had of watching, one row for a room and ten minutes.
create table budget_rooms (
  organisation text not null,
  starts_at bigint not null,
  room text not null,
  version bigint not null,
  used double precision not null,
  primary key (organisation, starts_at, room)
);
create index budget_rooms_version on budget_rooms (organisation, version);
