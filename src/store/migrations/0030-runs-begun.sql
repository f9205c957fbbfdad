-- By whom a run was begun is looked up before its approval is answered.
create index action_requests_made on action_requests ((facts->'result'->>'made'))
  where facts->'result'->>'made' is not null;
