-- What was done and who did it, each row chained to the one before (src/audit/chain.ts). Never pruned. `entry` is the JSON
-- text over which `mac` was made, kept to the byte; `at` repeats the time inside it, for looking.
create table audit (
  seq bigint primary key,
  at timestamptz not null,
  entry text not null,
  mac text not null
);

-- The end of the chain, sealed with the same key; unsealed before the first row. One row.
create table audit_head (
  one boolean primary key default true check (one),
  seq bigint not null,
  mac text not null,
  seal text not null
);
insert into audit_head (seq, mac, seal) values (0, '', '');
