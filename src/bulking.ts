import type { Audit } from './audit/audit-entry.ts';
import { createBringFile } from './bulk/bring-file.ts';
import type { StartBulk } from './bulk/bulk.ts';
import { createBulkCare } from './bulk/bulk-care.ts';
import { createBulks } from './bulk/bulks.ts';
import { createCancelBulk } from './bulk/cancel-bulk.ts';
import { createShowBulk } from './bulk/show-bulk.ts';
import { createGoOn, createStartBulk } from './bulk/start-bulk.ts';
import type { BulkQuota } from './bulk/time-left.ts';
import { type BulkJob, createWorkBulk, type WorkBulk } from './bulk/work-bulk.ts';
import type { Care } from './core-parts.ts';
import type { Person, Place } from './incoming.ts';
import type { Log } from './log.ts';
import type { HumanOf } from './permissions/human.ts';
import type { People } from './permissions/people.ts';
import type { PressAnswers } from './presses/answer-press.ts';
import type { Reading } from './reading.ts';
import type { Outbox } from './reply.ts';
import type { Query } from './store/database.ts';

export type BulkingParts = Readonly<{
  query: Query;
  askApart: Reading['apart'];
  outbox: Outbox;
  enqueue: (name: 'bulk', id: string, job: BulkJob) => Promise<unknown>;
  /** What our share gives bulk look-ups just now. */
  quota: () => BulkQuota;
  people: People;
  humanOf: HumanOf;
  personNow: (id: string, place: Place) => Promise<Person>;
  audit: Pick<Audit, 'record'>;
  simulated: boolean;
  log: Log;
  now: () => number;
}>;

/** Everything about look-ups of thousands. */
export type Bulking = Readonly<{
  start: StartBulk;
  presses: PressAnswers;
  /** Works at one: a durable job. */
  work: WorkBulk;
  care: Care;
}>;

export function createBulking(parts: BulkingParts): Bulking {
  const bulks = createBulks(parts.query, parts.now);
  const goOn = createGoOn((id, job) => parts.enqueue('bulk', id, job));
  const show = createShowBulk({ ...parts, bulks });
  const bring = createBringFile({ ...parts, bulks });
  const cancel = createCancelBulk({ ...parts, bulks, bulksIn: (query) => createBulks(query, parts.now), goOn });
  return {
    start: createStartBulk({ bulks, goOn }),
    presses: {
      'bulk-file': { role: 'readers', scopes: [], run: ({ bulk }, by) => bring(bulk, by) },
      'bulk-cancel': { role: 'readers', scopes: [], run: ({ bulk }, by) => cancel(bulk, by) },
    },
    work: createWorkBulk({ ...parts, bulks, show }),
    care: createBulkCare({ ...parts, bulks, goOn }),
  };
}
