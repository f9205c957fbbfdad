import { actions } from './actions.ts';
import { actionsHandOver } from './actions-hand-over.ts';
import { actionsReversal } from './actions-reversal.ts';
import { actionsTwice } from './actions-twice.ts';
import { actionsWorkflows } from './actions-workflows.ts';
import { clock } from './clock.ts';
import { databaseAway, diskFull } from './database.ts';
import { kill } from './kill.ts';
import { longOutage } from './long-outage.ts';
import { duplicates, handOver, start, terminate } from './replicas.ts';
import { slackTroubled } from './slack.ts';
import type { Fault } from './support/fault.ts';
import { answersOfXdr, outage } from './xdr.ts';

/** All that goes wrong, in the order of the reliability table. */
export const faults: readonly Fault[] = [
  start,
  kill,
  actions,
  actionsTwice,
  actionsHandOver,
  actionsReversal,
  actionsWorkflows,
  duplicates,
  handOver,
  outage,
  longOutage,
  answersOfXdr,
  databaseAway,
  diskFull,
  slackTroubled,
  clock,
  terminate,
];
