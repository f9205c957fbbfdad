import type { PostgresServer } from '../../support/postgres.ts';
import type { Tally } from './ledger.ts';
import { openStage, type Stage, type StageParts } from './stage.ts';

/** One row of the table. */
export type Row = Tally &
  Readonly<{
    fault: string;
    database: 'embedded' | 'postgres';
    note: string;
    /** What else is not as it should be; a row without passes when nothing is lost or doubled. */
    problems: readonly string[];
  }>;

/** What a fault is tried with. */
export type Setting = Readonly<{
  /** A server of its own, which the fault may stop; none: the embedded database. */
  server: PostgresServer | undefined;
  /** As CI runs it: few repetitions and short waits. */
  short: boolean;
  /** Kills of the faults `kill`, `actions` and `actions-workflows`. */
  kills: number;
}>;

/** A thing that goes wrong, with one row for each of its variants. */
export type Fault = Readonly<{
  name: string;
  databases: readonly ('embedded' | 'postgres')[];
  run: (setting: Setting) => AsyncIterable<Row>;
}>;

/** What a fault says about a run besides the counts. */
export type Said = Readonly<{
  note?: string;
  problems?: readonly string[];
  /** Counts of its own in place of those of messages; all replicas have been stopped then. */
  tally?: Tally;
}>;

const nothing: Tally = { messages: 0, lost: 0, doubled: 0, unanswered: 0, unacknowledged: 0, worstDelayMs: 0 };

/** Plays one fault on a stage of its own, and counts. An error of the play is a problem of its row. */
export async function play(
  fault: string,
  { server }: Setting,
  parts: Omit<StageParts, 'server'>,
  act: (stage: Stage) => Promise<Said>,
): Promise<Row> {
  const database = server ? 'postgres' : 'embedded';
  let stage: Stage;
  try {
    stage = await openStage({ ...parts, server: server?.url('postgres') });
  } catch (error) {
    return { ...nothing, fault, database, note: 'it did not start', problems: [String(error)] };
  }
  try {
    const said = await act(stage).catch((error: unknown): Said => ({ problems: [String(error)] }));
    const problems = [...(said.problems ?? []), ...stage.ledger.explain().slice(0, 5)];
    const tally = said.tally ?? stage.ledger.tally();
    const dead = said.tally ? [] : stage.replicas.filter((replica) => !replica.running());
    const mute = tally.unanswered;
    const told = said.tally ? 0 : stage.ledger.notices();
    const words = problems.length > 0 ? stage.replicas.map((replica) => replica.lastWords()) : [];
    return {
      fault,
      database,
      ...tally,
      note: [
        said.note,
        dead.length > 0 ? `${dead.length} ended` : '',
        told > 0 ? `rooms told ${told}×` : '',
        mute > 0 ? `${mute} commands unanswered` : '',
      ]
        .filter(Boolean)
        .join('; '),
      problems: [...problems, ...words.filter(Boolean)],
    };
  } finally {
    await stage.close();
  }
}

/** Whether a row is as it should be. */
export const isGood = ({ lost, doubled, problems }: Row): boolean =>
  lost === 0 && doubled === 0 && problems.length === 0;
