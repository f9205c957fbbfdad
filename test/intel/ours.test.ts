import { Failure } from '../../src/failure.ts';
import type { StoredJudgement } from '../../src/intel/intel.ts';
import { createAreOurs } from '../../src/intel/ours.ts';

const judged = (id: string, more: Partial<StoredJudgement>): StoredJudgement => ({
  module: 'store',
  observable: { type: 'ip', value: '45.83.10.7' },
  disposition: 'clean',
  id,
  ...more,
});
const amber = judged('amber', { tlp: 'amber', groups: ['us'] });
const red = judged('red', { tlp: 'red' });
const ours = judged('ours', { tlp: 'green', groups: ['x', 'us'] });
const strangers = judged('strangers', { tlp: 'white', groups: ['them'] });
const unmarked = judged('unmarked', {});
const ask = { purpose: 'command' } as const;

function asking(organisation: () => Promise<string | undefined>) {
  let time = 1_000_000;
  let asked = 0;
  const areOurs = createAreOurs({
    organisation: () => {
      asked += 1;
      return organisation();
    },
    now: () => time,
  });
  return {
    ids: async (...all: StoredJudgement[]) => (await areOurs(all, ask)).map(({ id }) => id),
    asked: () => asked,
    pass: (ms: number) => (time += ms),
  };
}

test('what stays within an organisation is ours, and nobody is asked for that', async () => {
  const { ids, asked } = asking(async () => 'us');
  expect(await ids(amber, red)).toEqual(['amber', 'red']);
  expect(asked()).toBe(0);
});

test('of what everybody may read only what belongs to our organisation, which is asked for once', async () => {
  const { ids, asked } = asking(async () => 'us');
  expect(await ids(amber, ours, strangers, unmarked)).toEqual(['amber', 'ours']);
  expect(await ids(strangers)).toEqual([]);
  expect(asked()).toBe(1);
});

test('where our organisation is not known, a stranger’s word is not taken for ours, and it is asked again later', async () => {
  let answer = (): Promise<string> => Promise.reject(new Failure('unavailable', 'no'));
  const { ids, asked, pass } = asking(() => answer());
  expect(await ids(ours, strangers, amber)).toEqual(['amber']);
  answer = async () => 'us';
  expect(await ids(ours)).toEqual([]);
  expect(asked()).toBe(1);
  pass(300_000);
  expect(await ids(ours, strangers)).toEqual(['ours']);
});
