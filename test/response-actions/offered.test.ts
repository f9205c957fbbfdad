import { createOffered } from '../../src/response-actions/offered.ts';

function open() {
  const is = { may: true, anybody: true, hangs: false, at: 0, asked: 0 };
  const offered = createOffered({
    mayList: () => {
      is.asked += 1;
      return is.hangs ? new Promise<boolean>(() => {}) : Promise.resolve(is.may);
    },
    anybodyActs: async () => is.anybody,
    now: () => is.at,
  });
  return { is, offered };
}

test('what every card asks is asked of XDR once in half a minute, also by many at once', async () => {
  const { is, offered } = open();
  expect(await Promise.all(Array.from({ length: 50 }, offered))).toEqual(Array.from({ length: 50 }, () => true));
  is.at = 29_000;
  await offered();
  expect(is.asked).toBe(1);
});

test.each([['the scope', 'may'] as const, ['everybody', 'anybody'] as const])(
  'when %s is gone it is offered no more, half a minute later at the latest',
  async (_, what) => {
    const { is, offered } = open();
    expect(await offered()).toBe(true);
    is[what] = false;
    is.at = 31_000;
    expect(await offered()).toBe(false);
  },
);

test('a card does not wait for a client that does not answer, and goes by what was known', async () => {
  const { is, offered } = open();
  await offered();
  is.at = 31_000;
  is.hangs = true;
  const began = performance.now();
  expect(await offered()).toBe(true);
  expect(performance.now() - began).toBeLessThan(5_000);
});

test('a client whose scopes cannot be read changes nothing', async () => {
  const rejecting = createOffered({
    mayList: () => Promise.reject(new Error('no token')),
    anybodyActs: async () => true,
    now: () => 0,
  });
  expect(await rejecting()).toBe(false);
});
