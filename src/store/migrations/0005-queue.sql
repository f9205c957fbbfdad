-- pg-boss makes its tables itself, safely when several replicas start at once; but two that make its schema at once may
-- collide. Here one makes it while the others wait.
create schema if not exists pgboss;
