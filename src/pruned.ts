import { pruneBudget } from './budget/database-ledger.ts';
import { pruneBulks } from './bulk/bulks.ts';
import { pruneCasebooks } from './casebooks/room-casebooks.ts';
import { pruneFeeds } from './feeding.ts';
import { pruneInterruptions } from './interruptions/interruptions.ts';
import { prunePushed } from './pushing.ts';
import { pruneActions } from './response-actions/offers.ts';
import { pruneMarks } from './rooms/marks.ts';
import { pruneSandboxFiles } from './sandbox/kept-files.ts';
import type { Database } from './store/database.ts';
import { pruneFileConsents } from './store/file-consents.ts';
import { pruneKnown } from './store/known-tables.ts';
import type { Pruner } from './store/prune.ts';
import { pruneTracks } from './tracks/tracks.ts';
import { pruneStartTurns } from './workflows/start-turns.ts';

/** What the features forget in time, beside what the store forgets by itself. */
export const pruned = (database: Database): readonly Pruner[] => [
  pruneBudget,
  (_, at) => pruneKnown(database, at),
  pruneInterruptions,
  pruneActions,
  pruneTracks,
  pruneBulks,
  pruneMarks,
  pruneCasebooks,
  pruneFileConsents,
  pruneSandboxFiles,
  pruneStartTurns,
  ...prunePushed,
  ...pruneFeeds,
];
