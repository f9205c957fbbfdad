-- What administrators granted in chat. Ids are unique within the one workspace or tenant that an app is installed in.
create table grants (
  platform text not null check (platform in ('slack', 'teams')),
  id text not null,
  role text not null check (role in ('analysts', 'responders', 'approvers')),
  -- What the person was called then.
  name text,
  granted_by_platform text not null,
  granted_by text not null,
  granted_at timestamptz not null,
  primary key (platform, id, role)
);
