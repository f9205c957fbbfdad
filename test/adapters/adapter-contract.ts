import type { Adapter } from '../../adapters/adapter.ts';
import type { Gap } from '../../src/adapter.ts';
import type { Card } from '../../src/cards/card.ts';
import type { Form } from '../../src/cards/form.ts';
import { Failure } from '../../src/failure.ts';
import type { Incoming, IncomingMessage, IncomingPress, Place } from '../../src/incoming.ts';
import type { Press } from '../../src/presses/press.ts';
import type { Answer, Reply } from '../../src/reply.ts';
import { hostileStrings } from '../support/hostile-strings.ts';
import { file, fileCard } from './file-cards.ts';
import { picture, pictureCard } from './picture-cards.ts';

/** A platform with the real adapter on it, as a test drives it. */
export type AdapterUnderTest = Readonly<{
  adapter: Adapter;
  /** Lets a person write a new message; resolves with whether the platform was acknowledged. */
  say: (text: string) => Promise<boolean>;
  /** What the core answers from now on. */
  core: (answer: Answer) => void;
  told: Incoming[];
  /** Whether the platform gives back what was said while nobody heard. */
  hasHistory: boolean;
  /** Puts a person's message into a place as if it had been said at a time, and nobody was told. */
  said: (place: Place, text: string, at: number) => void;
  /** Lets a person send a file to the bot in private; it holds `fileText`. Absent: the platform gives bots no files. */
  sendFile?: (name: string) => Promise<unknown>;
  /** A thread in which the bot may post, and one whose conversation it has lost. */
  thread: Place;
  lost: Place;
  /** The same in a channel of its own, since platforms slow down who posts much in one. */
  freshThread: () => Place;
  /** Our messages that stand in the thread, as the platform stores them. */
  shown: () => readonly string[];
  /** Whatever the platform would refuse or make alive in anything shown so far. */
  faults: () => readonly string[];
  stop: () => Promise<void>;
}>;

/** What the file holds that a person sends. */
export const fileText = 'seen: 45.83.10[.]7\n'.repeat(10_000);

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

    test('a card with a picture stands whole, with or without the picture', async () => {
      const card = pictureCard(picture());
      const ref = await under.adapter.post(under.thread, { kind: 'card', card }, { id: 'kp', maybePosted: false });
      if (ref === 'gone') throw new Error('not posted');
      expect(under.shown().join()).toContain('192.0.2[.]1');
      await under.adapter.update(ref, { ...card, headline: 'Changed' });
      expect(under.shown().join()).toContain('192.0.2[.]1');
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
        const ref = await under.adapter.post(under.freshThread(), post(words), { id: `h${at}`, maybePosted: false });
        if (ref !== 'gone') await under.adapter.remove(ref);
        expect(under.faults()).toEqual([]);
      },
    );

    test('what was said is read back within a gap, oldest first, and not what we said; or all of it stays unread', async () => {
      const thread = under.freshThread();
      const ours = await under.adapter.post(thread, post('ours'), { id: 'k6', maybePosted: false });
      const times = [30_000, 20_000, 10_000].map((ago) => Date.now() - ago);
      for (const [at, time] of times.entries()) under.said(thread, `see 45.83.10[.]${at}`, time);
      const read = async (gap: Gap) => {
        const past = under.adapter.history(thread, gap);
        const messages: IncomingMessage[] = [];
        for await (const message of past) messages.push(message);
        expect(past.unreadBefore()).toBe(under.hasHistory ? undefined : gap.until);
        return messages;
      };
      const [first, second, last] = times as [number, number, number];
      const all = await read({ from: first - 1000, until: Date.now() + 60_000 });
      const part = await read({ from: second - 1000, until: last - 1000 });
      if (ours !== 'gone') await under.adapter.remove(ours);
      const spoken = ['see 45.83.10[.]0', 'see 45.83.10[.]1', 'see 45.83.10[.]2'];
      expect(all.map(({ text }) => text)).toEqual(under.hasHistory ? spoken : []);
      expect(all.map(({ saidAt }) => saidAt)).toEqual(under.hasHistory ? times : []);
      expect(part).toEqual(all.slice(1, 2));
    });

    test('history of a place that is lost is told as such', async () => {
      const past = under.adapter.history(under.lost, { from: 0, until: Date.now() });
      await expect(past[Symbol.asyncIterator]().next()).rejects.toMatchObject({ kind: 'place-gone' });
    });

    test('a card with files stands whole and names them, also one that is sent nowhere', async () => {
      const card = fileCard(file(), file({ name: 'empty.json', bytes: new Uint8Array() }));
      const ref = await under.adapter.post(
        under.freshThread(),
        { kind: 'card', card },
        { id: 'kf', maybePosted: false },
      );
      if (ref === 'gone') throw new Error('not posted');
      const stands = under.shown().find((one) => one.includes('As of now.'));
      expect(stands).toContain('incident-room-2026-11-30.csv, 24 bytes');
      expect(stands).toContain('empty.json is empty');
      await under.adapter.update(ref, { ...card, headline: 'Changed' });
      expect(under.shown().join()).toContain('As of now.');
      await under.adapter.remove(ref);
    });

    test('a file that a person sends is told by a handle that is no address, and opened by it, again and again', async () => {
      if (!under.sendFile) return expect(under.adapter.openFile).toBeUndefined();
      await under.sendFile('iocs.txt');
      const [told] = under.told;
      const [posted] = (told && 'files' in told && told.files) || [];
      expect(posted).toMatchObject({ name: 'iocs.txt' });
      expect(posted!.handle).not.toMatch(/:\/\/|tempauth/);
      if (!told || !('place' in told)) throw new Error('told nothing');
      for (let time = 0; time < 2; time++) {
        const content = await under.adapter.openFile!(posted!, told.place);
        const chunks: Uint8Array[] = [];
        for await (const chunk of content.chunks) chunks.push(chunk);
        expect(Buffer.concat(chunks).toString()).toBe(fileText);
        if (content.size !== undefined) expect(content.size).toBe(fileText.length);
      }
      const left = await under.adapter.openFile!(posted!, told.place);
      for await (const _ of left.chunks) break;
    });

    test('a file that is not there is told as such', async () => {
      if (!under.adapter.openFile) return;
      const place = { ...under.thread, kind: 'direct' } as const;
      await expect(under.adapter.openFile({ handle: 'F0NOWHERE1', name: 'x' }, place)).rejects.toMatchObject({
        kind: 'place-gone',
      });
    });

    test('state is ok while it runs', () => {
      expect(under.adapter.state()).toEqual({ state: 'ok' });
    });
  });
}

/** A platform with the real adapter on it, as a test drives buttons and forms. */
export type FormsUnderTest = Pick<AdapterUnderTest, 'core' | 'told' | 'faults' | 'stop'> &
  Readonly<{
    /** A person presses a button with this press in the room; resolves with whether the platform was acknowledged. */
    press: (press: Press) => Promise<boolean>;
    /** The form that stands before the person, as the platform has it; undefined when none does. */
    form: () => string | undefined;
    /** Resolves when a form stands before the person. */
    opened: () => Promise<void>;
    /** Fills in that form and sends it; resolves with whether the platform was acknowledged. */
    send: (fields: Readonly<Record<string, string>>) => Promise<boolean>;
    /** The signed string of a press. */
    signPress: (press: Press) => string;
  }>;

const formOf = (words: string, wrong?: string): Form => ({
  card: cardOf(words),
  fields: [
    {
      field: 'text',
      name: 'reason',
      label: `Reason ${words}`,
      hint: words,
      long: true,
      most: 500,
      ...(wrong && { wrong }),
    },
    { field: 'text', name: 'typed', label: words, initial: words, optional: true, most: 3000 },
    {
      field: 'choice',
      name: 'hours',
      label: words,
      options: [
        { text: `Never ${words}`, value: 'never' },
        { text: words, value: '4' },
      ],
      initial: 'never',
    },
  ],
  submit: { text: words, press: { do: 'confirm', request: 'r1' } },
});

/** What every chat platform's adapter keeps of forms and of presses after which something is stored. */
export function formsContract(name: string, start: () => Promise<FormsUnderTest>): void {
  describe(`${name} keeps the contract of forms`, () => {
    let under: FormsUnderTest;
    const choose: Press = { do: 'choose', offers: 'o1', action: 0 };
    const typed = { reason: 'seen in two logs', typed: '45.83.10.7', hours: '4' };
    const noted: Reply = { kind: 'silence', reason: 'noted' };
    const down: Answer = async () => {
      throw new Failure('store-unavailable', 'the store is down');
    };
    const presses = () => under.told.filter((one): one is IncomingPress => one.kind === 'press');
    const open = async (words = 'Isolate') => {
      under.core(async () => ({ kind: 'form', form: formOf(words) }));
      await under.press(choose);
      await under.opened();
      under.core(async () => noted);
    };
    beforeEach(async () => {
      under = await start();
    });
    afterEach(() => under.stop());

    test('a form opens and comes back as the press of its button, with its fields, from the same person and place', async () => {
      await open();
      expect(under.form()).toContain('Isolate');
      expect(await under.send(typed)).toBe(true);
      const [opening, sent] = presses();
      expect(sent).toMatchObject({ press: under.signPress({ do: 'confirm', request: 'r1' }), fields: typed });
      expect([sent!.person, sent!.place]).toEqual([opening!.person, opening!.place]);
    });

    test('a form with something wrong is shown again with it, and can be sent again under another key', async () => {
      await open();
      under.core(async () => ({ kind: 'form', form: formOf('Isolate', 'This is another one.') }));
      expect(await under.send(typed)).toBe(true);
      expect(under.form()).toContain('This is another one.');
      under.core(async () => noted);
      expect(await under.send(typed)).toBe(true);
      const [, first, second] = presses();
      expect(second!.fields).toEqual(typed);
      expect(second!.key).not.toBe(first!.key);
    });

    test('a form that could not be stored is not acknowledged; sent again, it has the same key', async () => {
      await open();
      under.core(down);
      expect(await under.send(typed)).toBe(false);
      under.core(async () => noted);
      expect(await under.send(typed)).toBe(true);
      const [, first, second] = presses();
      expect(second!.key).toBe(first!.key);
    });

    test.each(['approve', 'cancel', 'refuse', 'close'] as const)(
      'the acting press %s is not acknowledged when it could not be stored, and the next is',
      async (verb) => {
        under.core(down);
        expect(await under.press({ do: verb, request: 'r1' })).toBe(false);
        under.core(async () => noted);
        expect(await under.press({ do: verb, request: 'r1' })).toBe(true);
        expect(under.form()).toBeUndefined();
      },
    );

    test('hostile strings in every place of a form are shown, not obeyed', async () => {
      for (const words of hostileStrings) await open(words);
      expect(under.faults()).toEqual([]);
    });
  });
}
