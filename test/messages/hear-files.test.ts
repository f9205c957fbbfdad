import type { MessageRef, Place } from '../../src/incoming.ts';
import { createHearFiles } from '../../src/messages/hear-files.ts';
import { createNewestEdits } from '../../src/messages/newest-edits.ts';

const place: Place = { platform: 'slack', workspace: 'T1', channel: 'C1', kind: 'channel', outsiders: false };
const ref = (id: string): MessageRef => ({ place, id });

/** Hears these edits of messages with a file; `stores`: the database takes jobs. */
async function hear(heard: readonly (readonly [id: string, version: string])[], stores = true) {
  const edits = createNewestEdits();
  const watchMessage = createHearFiles({
    watchMessage: async () => ({ kind: 'silence', reason: 'no-candidates' }),
    wordsOf: ({ message, version }) => ({
      job: () => ({ message, version, receivedAt: 0, fromBot: false, candidates: [], held: 0, beyond: 0 }),
      found: 0,
      leaving: 0,
    }),
    watchMode: async () => 'quiet',
    filesOn: async () => true,
    enqueue: async () => {
      if (!stores) throw new Error('away');
      return 'stored';
    },
    noteEdit: edits.note,
  });
  for (const [id, version] of heard)
    await watchMessage({
      kind: 'message',
      message: ref(id),
      version,
      text: '',
      author: { id: 'U1', bot: false },
      files: [{ handle: 'F1', name: 'a', size: 1 }],
    }).catch(() => {});
  return edits;
}

test('an edit that is stored overtakes what was written before, of its message alone', async () => {
  const edits = await hear([
    ['m1', ''],
    ['m1', '1700000002.1'],
    ['m1', '1700000001.1'], // delivered late
    ['m2', ''],
  ]);
  expect(['', '1700000001.1', '1700000002.1'].map((version) => edits.isOvertaken(ref('m1'), version))).toEqual([
    true,
    true,
    false,
  ]);
  expect(edits.isOvertaken(ref('m2'), '')).toBe(false);
  expect(edits.isOvertaken(ref('m3'), '')).toBe(false);
});

test('an edit that could not be stored overtakes nothing', async () => {
  expect((await hear([['m1', '2']], false)).isOvertaken(ref('m1'), '')).toBe(false);
});
