import { plainText } from '../../src/cards/plain-text.ts';
import { createCatchUp } from '../../src/commands/catch-up.ts';
import type { Asked } from '../../src/commands/command.ts';
import { Failure } from '../../src/failure.ts';
import type { IncomingMessage, Place } from '../../src/incoming.ts';

const place: Place = { platform: 'slack', workspace: 'T1', channel: 'C1', kind: 'channel', outsiders: false };
const at = Date.UTC(2026, 2, 2, 9);
const person = { platform: 'slack', workspace: 'T1', id: 'U1', standing: 'member', groups: [] } as const;
const asked: Asked = { rest: '', person, place, present: true };
const messages = ['45.83.10.7', 'lunch?', 'internetbadguys.com'].map(
  (text, n): IncomingMessage => ({
    kind: 'message',
    message: { place, id: `m${n}` },
    version: '',
    text,
    author: { id: 'U1', bot: false },
    saidAt: at + n * 1000,
  }),
);

function catchUp({
  unreadBefore,
  fails = false,
  spans = 1,
}: {
  unreadBefore?: number;
  fails?: boolean;
  spans?: number;
} = {}) {
  const marked: unknown[][] = [];
  const watched: string[] = [];
  const command = createCatchUp({
    missed: async () =>
      Array.from({ length: spans }, (_, n) => ({
        id: n + 1,
        room: place,
        kind: 'not-heard' as const,
        from: at,
        until: at + 60_000,
        messages: 0,
      })),
    markCaughtUp: async (...its) => void marked.push(its),
    history: () => ({
      async *[Symbol.asyncIterator]() {
        for (const message of messages) {
          if (fails && message === messages[2]) throw new Failure('platform-unavailable', 'down');
          yield message;
        }
      },
      unreadBefore: () => unreadBefore,
    }),
    watch: async (message, occasion) => {
      watched.push(`${message.message.id} ${occasion}`);
      return message.text !== 'lunch?';
    },
    simulated: false,
  });
  return { run: () => command.run(asked), marked, watched };
}

test('what was missed is read, and the channel is told how much', async () => {
  const { run, marked, watched } = catchUp();
  expect(plainText(await run())).toMatch(/Caught up: 3 messages read, 2 to be looked up\./);
  expect(watched).toEqual(['m0 catch-up 1', 'm1 catch-up 1', 'm2 catch-up 1']);
  expect(marked).toEqual([[1, undefined]]);
});

test('nothing missed says so', async () => {
  expect(plainText(await catchUp({ spans: 0 }).run())).toContain('Nothing to catch up');
});

test('what was too much is left for the next time', async () => {
  const { run, marked } = catchUp({ unreadBefore: at + 5000 });
  expect(plainText(await run())).toContain('is read by the next catch-up');
  expect(marked).toEqual([[1, at + 5000]]);
});

test('a history that breaks off is not marked as read', async () => {
  const { run, marked } = catchUp({ fails: true });
  await expect(run()).rejects.toThrow('down');
  expect(marked).toEqual([]);
});
