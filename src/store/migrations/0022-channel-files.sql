-- Whether files that are posted in a channel are read, where the channel has set it.
create table channel_files (
  platform text not null,
  workspace text not null,
  channel text not null,
  read boolean not null,
  changed_by text not null,
  changed_at timestamptz not null,
  primary key (platform, workspace, channel)
);
