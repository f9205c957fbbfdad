-- Whose turn it was, or will be, to start a workflow: XDR takes ten a minute of an organisation. The row without a request
-- is locked by whoever takes the next.
create table workflow_turns (
  request text primary key,
  at timestamptz not null
);
create index workflow_turns_at on workflow_turns (at);
insert into workflow_turns (request, at) values ('', '-infinity');
