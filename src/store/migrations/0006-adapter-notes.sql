-- What an adapter must remember over restarts, by a name of its own: the addresses of conversations, the ids of posts.
create table adapter_notes (
  platform text not null,
  name text not null,
  value text not null,
  written_at timestamptz not null,
  primary key (platform, name)
);
create index adapter_notes_posts on adapter_notes (written_at) where name like 'post/%';
