import type { Adapter } from '../../adapters/adapter.ts';
import type { Card } from '../../src/cards/card.ts';
import { Failure } from '../../src/failure.ts';
import type { Incoming, Place } from '../../src/incoming.ts';
import type { Answer, Reply } from '../../src/reply.ts';
import { hostileStrings } from '../support/hostile-strings.ts';

/** A platform with the real adapter on it, as a test drives it. */
export type AdapterUnderTest = Readonly<{
  adapter: Adapter;
  /** Lets a person write a new message; resolves with whether the platform was acknowledged. */
  say: (text: string) => Promise<boolean>;
  /** What the core answers from now on. */
  core: (answer: Answer) => void;
  told: Incoming[];
  /** A thread in which the bot may post, and one whose conversation it has lost. */
  thread: Place;
  lost: Place;
  /** Our messages that stand in the thread, as the platform stores them. */
  shown: () => readonly string[];
  /** Whatever the platform would refuse or make alive in anything shown so far. */
  faults: () => readonly string[];
  stop: () => Promise<void>;
}>;

const stored: Reply = { kind: 'silence', reason: 'stored' };
const cardOf = (words: string): Card => ({
  headline: words,
  simulated: false,
  parts: [{ part: 'heading', tone: 'malicious', word: 'Malicious', spans: [{ span: 'value', text: words }] }],
});
const post = (words: string) => ({ kind: 'card', card: cardOf(words) }) as const;

/** What every chat platform's adapter keeps. */
export function adapterContract(name: string, start: () => Promise<AdapterUnderTest>): void {
  describe(`${name} keeps the adapter's contract`, () => {
    let under: AdapterUnderTest;
    beforeAll(async () => {
      under = await start();
    });
    afterAll(() => under.stop());
    beforeEach(() => {
      under.core(async () => stored);
      under.told.length = 0;
    });

    test('what the core has stored is acknowledged', async () => {
      expect(await under.say('see 45.83.10[.]7')).toBe(true);
      expect(under.told).toMatchObject([{ kind: 'message', text: 'see 45.83.10[.]7', version: '' }]);
    });

    test('what the core could not store is not, and the next delivery is', async () => {
      under.core(async () => {
        throw new Failure('store-unavailable', 'the store is down');
      });
      expect(await under.say('see 45.83.10[.]8')).toBe(false);
      under.core(async () => stored);
      expect(await under.say('see 45.83.10[.]8')).toBe(true);
    });

    test('a card is posted, updated and removed', async () => {
      const ref = await under.adapter.post(under.thread, post('first'), { id: 'k1', maybePosted: false });
      if (ref === 'gone') throw new Error('not posted');
      expect(under.shown().join()).toContain('first');
      await under.adapter.update(ref, cardOf('second'));
      expect(under.shown().join()).toContain('second');
      expect(under.shown().join()).not.toContain('first');
      await under.adapter.remove(ref);
      expect(under.shown()).toEqual([]);
      await under.adapter.remove(ref);
    });

    test('a post that may have arrived before is looked for and not repeated', async () => {
      const first = await under.adapter.post(under.thread, post('once'), { id: 'k2', maybePosted: false });
      expect(await under.adapter.post(under.thread, post('once'), { id: 'k2', maybePosted: true })).toEqual(first);
      expect(under.shown()).toHaveLength(1);
      const second = await under.adapter.post(under.thread, post('another'), { id: 'k3', maybePosted: true });
      expect(under.shown()).toHaveLength(2);
      for (const ref of [first, second]) if (ref !== 'gone') await under.adapter.remove(ref);
    });

    test('a post whose id was lost is found by its key and removed', async () => {
      await under.adapter.post(under.thread, post('lost'), { id: 'k5', maybePosted: false });
      await under.adapter.remove({ place: under.thread, key: 'k5' });
      expect(under.shown()).toEqual([]);
      await under.adapter.remove({ place: under.thread, key: 'k5' });
    });

    test('a place that is lost is told as such', async () => {
      await expect(under.adapter.post(under.lost, post('x'), { id: 'k4', maybePosted: false })).rejects.toMatchObject({
        kind: 'place-gone',
      });
    });

    test.each(hostileStrings.map((words, at) => [at, words] as const))(
      'hostile string %i is shown, not obeyed',
      async (at, words) => {
        const ref = await under.adapter.post(under.thread, post(words), { id: `h${at}`, maybePosted: false });
        if (ref !== 'gone') await under.adapter.remove(ref);
        expect(under.faults()).toEqual([]);
      },
    );

    test('state is ok while it runs', () => {
      expect(under.adapter.state()).toEqual({ state: 'ok' });
    });
  });
}
