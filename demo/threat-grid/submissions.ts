import { createHash, randomInt } from 'node:crypto';
import { GRID_STORIES, type GridStory } from './grid-stories.ts';
import { type Submission, stateOf, threatScore } from './submission.ts';

/** What was submitted, by whomever. */
export type Submissions = Readonly<{
  list: () => readonly Submission[];
  read: (id: string) => Submission | undefined;
  /** A new one, as it begins. */
  submit: (
    what: Readonly<{
      file?: Readonly<{ name: string; bytes: Uint8Array }>;
      url?: string;
      private: boolean;
      tags: readonly string[];
    }>,
  ) => Submission;
  /** How those that are submitted from now on go. */
  setRun: (run: Readonly<{ lastsMs?: number; ends?: 'succ' | 'fail' }>) => void;
  /** Newest first: those in which these words stand anywhere that is searched. */
  search: (words: string, state: string | null) => readonly Submission[];
  reset: () => void;
}>;

const hash = (name: string, what: string | Uint8Array) => createHash(name).update(what).digest('hex');

/** The key's own user. */
export const DEMO_LOGIN = 'analyst';

export function createSubmissions(now: () => number): Submissions {
  let all: Submission[] = [];
  let run = { lastsMs: 20_000, ends: 'succ' as 'succ' | 'fail' };

  const made = (story: GridStory, at: number): Submission => ({
    id: hash('md5', `sample of ${story.file.sha256}${story.login ?? ''}${story.ago}`),
    submissionId: 812_000_000 + at,
    filename: story.file.name,
    ...(story.url ? { url: story.url } : {}),
    md5: story.file.md5,
    sha1: story.file.sha1,
    sha256: story.file.sha256,
    magic: story.magic,
    submittedAt: now() - story.ago,
    endsAt: now() - story.ago + (story.lasts ?? 400_000),
    ends: story.ends ?? 'succ',
    private: story.login !== undefined,
    login: story.login ?? null,
    tags: story.tags ?? [],
    behaviours: story.behaviours,
    domains: story.domains ?? [],
    addresses: story.addresses ?? [],
    urls: story.urls ?? [],
  });
  const reset = () => {
    all = GRID_STORIES.map(made);
    run = { lastsMs: 20_000, ends: 'succ' };
  };
  reset();

  return {
    list: () => all,
    read: (id) => all.find((one) => one.id === id),
    submit: ({ file, url, private: isPrivate, tags }) => {
      const bytes = file?.bytes ?? new TextEncoder().encode(`[InternetShortcut]\r\nURL=${url}\r\n`);
      const suspicious = /invoice|login|evil|bad|pay/i.test(`${file?.name ?? ''} ${url ?? ''}`);
      const submission: Submission = {
        id: hash('md5', `${now()} ${randomInt(1e9)}`),
        submissionId: 812_500_000 + all.length,
        filename: file?.name ?? 'submitted.url',
        ...(url ? { url } : {}),
        md5: hash('md5', bytes),
        sha1: hash('sha1', bytes),
        sha256: hash('sha256', bytes),
        magic: url ? 'MS Windows 95 Internet shortcut text' : 'data',
        submittedAt: now(),
        endsAt: now() + run.lastsMs,
        ends: run.ends,
        private: isPrivate,
        login: DEMO_LOGIN,
        tags,
        behaviours: suspicious ? GRID_STORIES[0]!.behaviours.slice(0, 2) : [],
        domains: url && URL.canParse(url) ? [new URL(url).hostname] : [],
        addresses: [],
        urls: url ? [url] : [],
      };
      all = [...all, submission];
      return submission;
    },
    setRun: (how) => {
      run = { ...run, ...how };
    },
    search: (words, state) => {
      const wanted = words.toLowerCase();
      const isFound = (one: Submission) =>
        [
          one.filename,
          one.url,
          one.md5,
          one.sha1,
          one.sha256,
          ...one.tags,
          ...one.domains,
          ...one.addresses,
          ...one.urls,
        ]
          .filter((text) => text !== undefined)
          .some((text) => text.toLowerCase() === wanted);
      return all
        .filter((one) => isFound(one) && (state === null || stateOf(one, now()).state === state))
        .toSorted((a, b) => b.submittedAt - a.submittedAt || threatScore(b) - threatScore(a));
    },
    reset,
  };
}
