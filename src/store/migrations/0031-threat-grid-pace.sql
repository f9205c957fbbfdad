-- What replicas may ask of Threat Grid with one key: requests at hand for all and for jobs at a time, and until when Threat
-- Grid asked to be left alone. Times are milliseconds since the epoch by the clocks of the processes. The key is a digest.
create table threat_grid_paces (
  key text primary key,
  shared double precision not null,
  jobs double precision not null,
  at bigint not null,
  paused_until bigint not null
);
