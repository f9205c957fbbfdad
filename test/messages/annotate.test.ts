import { Failure } from '../../src/failure.ts';
import type { MessageRef } from '../../src/incoming.ts';
import { createAnnotate } from '../../src/messages/annotate.ts';
import type { AnnotateJob } from '../../src/messages/annotate-job.ts';
import type { Annotation, AnnotationState, Annotations, Silent } from '../../src/messages/annotation.ts';
import type { LostPost, Outbox } from '../../src/reply.ts';
import type { Ask, Disposition } from '../../src/verdicts/verdict.ts';

/**
 * What one process alone cannot show: another replica withdraws the message while this one posts, and finds nothing to
 * remove yet. So this one has to take away what it has just posted.
 */
const place = { platform: 'slack', workspace: 'T1', channel: 'C1', kind: 'channel', outsiders: false } as const;
const job: AnnotateJob = {
  message: { place, id: 'm1' },
  version: '',
  receivedAt: 0,
  fromBot: false,
  candidates: ['45.83.10.7'],
  held: 0,
  beyond: 0,
};
const observable = { type: 'ip', value: '45.83.10.7' };

function annotating(known: Partial<Annotations>, found: Disposition = 'malicious', outbox: Partial<Outbox> = {}) {
  const updated: MessageRef[] = [];
  const asks: Ask[] = [];
  const removed: (MessageRef | LostPost)[] = [];
  const nothing = () => Promise.reject(new Error('not asked'));
  const annotate = createAnnotate({
    annotations: {
      read: nothing,
      begin: async () => undefined,
      cardedNearby: nothing,
      markPosting: async () => true,
      markPosted: async () => true,
      markSilent: nothing,
      withdraw: nothing,
      removed: async () => {},
      restore: nothing,
      heirs: async () => [],
      botCards: async () => 0,
      ...known,
    },
    detect: async (_, ask) => {
      asks.push(ask);
      return [observable];
    },
    lookUp: async (_, ask) => {
      asks.push(ask);
      return [{ observable, verdicts: [], via: [], gaps: [], answered: [], headline: found, askedAt: 0 }];
    },
    showVerdicts: async () => ({ headline: 'Malicious', simulated: false, parts: [] }),
    isIgnored: () => false,
    watchMode: async () => 'quiet',
    outbox: {
      post: async (where) => ({ place: where, id: 'post-1' }),
      update: async (what) => {
        updated.push(what);
      },
      remove: async (what) => {
        removed.push(what);
      },
      ...outbox,
    },
    enqueue: nothing,
    signs: true,
    modules: undefined,
    now: () => 0,
  });
  return { annotate, removed, updated, asks };
}

test('what is asked is asked for watching, and names the room', async () => {
  const { annotate, asks } = annotating({});
  await annotate({ ...job, message: { place: { ...place, thread: 'm0' }, id: 'm1' } });
  const ask = { purpose: 'watching', rooms: ['slack/T1/C1'] };
  expect(asks).toEqual([ask, ask]);
});

test('a card stays when its message does', async () => {
  const { annotate, removed } = annotating({});
  expect([await annotate(job), removed]).toEqual(['carded', []]);
});

test('a card whose message another replica withdrew while it was posted is taken away', async () => {
  const { annotate, removed } = annotating({ markPosted: async () => false, read: async () => standing('withdrawn') });
  expect(await annotate(job)).toBe('withdrawn');
  expect(removed).toEqual([{ place: { ...place, thread: 'm1' }, id: 'post-1' }]);
});

test('what a dead process may have posted for a message withdrawn since is looked for by its key', async () => {
  const before: Annotation = {
    state: 'withdrawn',
    version: '',
    byBot: false,
    createdAt: 0,
    changedAt: 0,
    postingSince: 1,
  };
  const { annotate, removed } = annotating({ begin: async () => before });
  expect(await annotate(job)).toBe('withdrawn');
  expect(removed).toEqual([{ place: { ...place, thread: 'm1' }, key: 'slack/T1/C1/m1', after: 'm1' }]);
});

const standing = (state: AnnotationState, more: Partial<Annotation> = {}): Annotation => ({
  state,
  version: '',
  byBot: false,
  createdAt: 0,
  changedAt: 0,
  ...more,
});

test('a frozen process whose job was handed on removes its card when another stands', async () => {
  const read = async () => standing('posted', { card: 'theirs' });
  const { annotate, removed } = annotating({ markPosted: async () => false, read });
  expect(await annotate(job)).toBe('outdated');
  expect(removed).toEqual([{ place: { ...place, thread: 'm1' }, id: 'post-1' }]);
});

test.each([
  ['platform-refused', true],
  ['place-gone', true],
  ['platform-unavailable', false],
] as const)('after %s others may card what this one could not: %s', async (kind, freed) => {
  const silent: unknown[] = [];
  const markSilent = async (_: MessageRef, __: string, result: Silent) => {
    silent.push(result);
    return true;
  };
  const post = () => Promise.reject(new Failure(kind, 'no'));
  const { annotate } = annotating({ markSilent }, 'malicious', { post });
  await expect(annotate(job)).rejects.toMatchObject({ kind });
  expect(silent).toEqual(freed ? [{ mentions: [{ observable, disposition: 'malicious' }] }] : []);
});

test('before a restored message is spoken of, what stands from before its deletion is taken away', async () => {
  // Another replica was posting at its deletion, and has just posted.
  const found = [{ postingSince: 1 }, { card: 'theirs' }].map((more) =>
    standing('withdrawn', { version: '1', ...more }),
  );
  const restores = [false, true];
  const { annotate, removed } = annotating({ read: async () => found.shift(), restore: async () => restores.shift()! });
  expect(await annotate({ ...job, version: '2', restored: true })).toBe('carded');
  const thread = { ...place, thread: 'm1' };
  expect(removed).toEqual([
    { place: thread, key: 'slack/T1/C1/m1', after: 'm1' },
    { place: thread, id: 'theirs' },
  ]);
});

test.each(['2', '3'])(
  'a message that was deleted again (%s) is not restored by an earlier version',
  async (version) => {
    const deleted = standing('withdrawn', { version });
    const { annotate } = annotating({ read: async () => deleted, begin: async () => deleted });
    expect(await annotate({ ...job, version: '2', restored: true })).toBe('withdrawn');
  },
);

test('a card that could not be taken away when its message was withdrawn is taken away by the next try', async () => {
  const known: string[] = [];
  const { annotate, removed } = annotating({
    begin: async () => standing('withdrawn', { card: 'ours' }),
    removed: async (_, card) => void known.push(card),
  });
  expect(await annotate(job)).toBe('withdrawn');
  expect(removed).toEqual([{ place: { ...place, thread: 'm1' }, id: 'ours' }]);
  expect(known).toEqual(['ours']);
});

test('a process that lost the job before it posted says nothing', async () => {
  const { annotate, removed } = annotating({});
  await expect(annotate(job, AbortSignal.abort())).rejects.toThrow();
  expect(removed).toEqual([]);
});

test.each(['malicious', 'unknown', 'clean'] as const)(
  'an edit that finds something %s updates the card that another process has just posted for the first writing',
  async (found) => {
    let there = false;
    const notThere = async (_: MessageRef, __: string, intent?: unknown) => {
      const first = !there && intent !== undefined;
      there = true;
      return !first;
    };
    const { annotate, updated } = annotating(
      {
        markPosting: notThere,
        markSilent: async () => false,
        read: async () => standing('waiting', { version: '2', card: 'theirs', headline: 'malicious' }),
      },
      found,
    );
    expect(await annotate({ ...job, version: '2' })).toBe('updated');
    expect(updated).toEqual([{ place: { ...place, thread: 'm1' }, id: 'theirs' }]);
  },
);
