-- Actions that others than modules carry out: what was started is looked after until it is over.
alter table action_requests add column look_at timestamptz;
create index action_requests_look on action_requests (look_at) where look_at is not null;

-- What was given for secret inputs, sealed with the bot's secret, until the action is carried out or is not to be.
create table action_secrets (
  request text primary key references action_requests on delete cascade,
  sealed text not null
);
