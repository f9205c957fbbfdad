import type { MessageRef } from '../../src/incoming.ts';
import { createAnnotate } from '../../src/messages/annotate.ts';
import type { AnnotateJob } from '../../src/messages/annotate-job.ts';
import type { Annotation, Annotations } from '../../src/messages/annotation.ts';
import type { LostPost } from '../../src/reply.ts';
import type { Ask } from '../../src/verdicts/verdict.ts';

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

function annotating(known: Partial<Annotations>) {
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
      return [{ observable, verdicts: [], via: [], gaps: [], answered: [], headline: 'malicious', askedAt: 0 }];
    },
    showVerdicts: async () => ({ headline: 'Malicious', simulated: false, parts: [] }),
    isIgnored: () => false,
    watchMode: async () => 'quiet',
    outbox: {
      post: async (where) => ({ place: where, id: 'post-1' }),
      update: nothing,
      remove: async (what) => {
        removed.push(what);
      },
    },
    enqueue: nothing,
    signs: true,
    modules: undefined,
    now: () => 0,
  });
  return { annotate, removed, asks };
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
  const { annotate, removed } = annotating({ markPosted: async () => false });
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
