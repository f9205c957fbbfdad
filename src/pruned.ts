import { pruneBudget } from './budget/database-ledger.ts';
import { pruneCasebooks } from './casebooks/room-casebooks.ts';
import { pruneInterruptions } from './interruptions/interruptions.ts';
import { prunePushed } from './pushing.ts';
import { pruneActions } from './response-actions/offers.ts';
import { pruneMarks } from './rooms/marks.ts';
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
  pruneMarks,
  pruneCasebooks,
  pruneFileConsents,
  pruneStartTurns,
  ...prunePushed,
];
