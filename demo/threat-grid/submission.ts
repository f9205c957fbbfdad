/** One behavioural indicator as the simulation holds it; its score is severity × confidence ÷ 100. */
export type Behaviour = Readonly<{
  name: string;
  title: string;
  severity: number;
  confidence: number;
  category: readonly string[];
  tags: readonly string[];
}>;

/** One submission. Times are milliseconds; `endsAt` is when its analysis is over. */
export type Submission = Readonly<{
  id: string;
  submissionId: number;
  filename: string;
  /** Where a URL was submitted rather than a file. */
  url?: string;
  md5: string;
  sha1: string;
  sha256: string;
  magic: string;
  submittedAt: number;
  endsAt: number;
  /** How it ends. */
  ends: 'succ' | 'fail';
  private: boolean;
  /** Null when it is another organisation's. */
  login: string | null;
  tags: readonly string[];
  behaviours: readonly Behaviour[];
  domains: readonly string[];
  addresses: readonly string[];
  urls: readonly string[];
}>;

/** The states that a submission goes through, and for how long each, of the time that its analysis takes (dossier §9.2). */
const stages = [
  ['wait', 0.1],
  ['prep', 0.2],
  ['run', 0.85],
  ['proc', 1],
] as const;

const statusOf: Readonly<Record<string, string>> = {
  wait: 'pending',
  prep: 'preparing',
  run: 'job_running',
  proc: 'processing',
  succ: 'job_done',
  fail: 'job_failed',
};

/** How far it has come. */
export function stateOf({ submittedAt, endsAt, ends }: Submission, now: number): { state: string; status: string } {
  const done = (now - submittedAt) / Math.max(1, endsAt - submittedAt);
  const state = stages.find(([, until]) => done < until)?.[0] ?? ends;
  return { state, status: statusOf[state]! };
}

/** Highest of its indicators' (LIKELY, dossier §9.2). */
export const threatScore = ({ behaviours }: Submission): number =>
  Math.max(0, ...behaviours.map(({ severity, confidence }) => scoreOf({ severity, confidence })));

export const scoreOf = ({ severity, confidence }: Pick<Behaviour, 'severity' | 'confidence'>): number =>
  Math.round((severity * confidence) / 100);
