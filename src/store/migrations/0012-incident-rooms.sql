-- A channel that is the room of an incident of XDR (`incident-<uuid>`): at most one incident each.
create table incident_rooms (
  platform text not null,
  workspace text not null,
  channel text not null,
  incident text not null,
  linked_by text not null,
  linked_at timestamptz not null,
  primary key (platform, workspace, channel)
);
create index incident_rooms_incident on incident_rooms (incident);
