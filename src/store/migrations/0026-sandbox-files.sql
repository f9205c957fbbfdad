-- Posted files that may be submitted to the sandbox: how to find them again, sealed, and none of their bytes. For a day.
create table sandbox_files (
  id text primary key,
  sealed text not null,
  expires_at timestamptz not null
);
create index sandbox_files_expires_at on sandbox_files (expires_at);
