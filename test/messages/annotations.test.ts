import type { MessageRef } from '../../src/incoming.ts';
import type { Annotations, Mention } from '../../src/messages/annotation.ts';
import { createAnnotations } from '../../src/messages/annotations.ts';
import { type Observable, observableKey } from '../../src/observables/observable.ts';
import type { Database } from '../../src/store/database.ts';
import { removeDirectories } from '../support/database.ts';
import { describeDatabases } from '../support/databases.ts';

const hour = 60 * 60 * 1000;
const evil: Observable = { type: 'domain', value: 'evil.example' };
const bad: Observable = { type: 'ip', value: '198.51.100.7' };
const long: Observable = { type: 'url', value: `https://evil.example/${'ü\u{1f600}x'.repeat(3000)}` };

describeDatabases((open) => {
  let database: Database;
  let annotations: Annotations;
  let now = Date.UTC(2026, 0, 1);
  /** Each test has its own channel. */
  let channel = 0;
  const people = { byBot: false };

  beforeAll(async () => {
    database = await open();
    annotations = createAnnotations(database, () => now);
  }, 60_000);
  beforeEach(() => {
    channel += 1;
    now += 48 * hour;
  });
  afterAll(async () => {
    await database.close();
    await removeDirectories();
  });

  const messageOf = (id: string, thread?: string): MessageRef => ({
    place: {
      platform: 'slack',
      workspace: 'T1',
      channel: `C${channel}`,
      kind: 'channel',
      outsiders: false,
      ...(thread === undefined ? {} : { thread }),
    },
    id,
  });

  const mentions = (disposition: Mention['disposition'], ...observables: Observable[]): Mention[] =>
    observables.map((observable) => ({ observable, disposition }));

  /** A message whose card was posted. */
  async function card(message: MessageRef, said: Mention[], { byBot } = people): Promise<string> {
    await annotations.begin(message, '', { byBot });
    expect(await annotations.markPosting(message, '', { mentions: said, wanted: () => true })).toBe(true);
    const id = `card of ${message.id}`;
    expect(await annotations.markPosted(message, '', { card: id, headline: 'malicious', mentions: said })).toBe(true);
    return id;
  }

  async function silence(message: MessageRef, said: Mention[]): Promise<void> {
    await annotations.begin(message, '', people);
    expect(await annotations.markSilent(message, '', { mentions: said })).toBe(true);
  }

  test('of a new message nothing was there before; then it waits, posts, and is posted', async () => {
    const message = messageOf('1', '0.5');
    expect(await annotations.read(message)).toBeUndefined();
    expect(await annotations.begin(message, '', { byBot: true })).toBeUndefined();
    expect(await annotations.read(message)).toEqual({
      state: 'waiting',
      version: '',
      byBot: true,
      createdAt: now,
      changedAt: now,
    });
    expect(await annotations.markPosting(message, '')).toBe(true);
    expect(await annotations.begin(message, '', people)).toMatchObject({ state: 'posting', postingSince: now });
    now += 1000;
    await annotations.markPosted(message, '', {
      card: '9',
      headline: 'malicious',
      sign: 'unknown',
      mentions: mentions('malicious', evil),
    });
    expect(await annotations.begin(message, '', people)).toEqual({
      state: 'posted',
      version: '',
      byBot: true,
      card: '9',
      sign: 'unknown',
      headline: 'malicious',
      createdAt: now - 1000,
      changedAt: now,
      postedAt: now,
    });
  });

  test('a message that two jobs begin at once is begun once', async () => {
    const message = messageOf('1');
    const before = await Promise.all([1, 2, 3].map(() => annotations.begin(message, '', people)));
    expect(before.filter((one) => one === undefined)).toHaveLength(1);
  });

  test('an edit waits anew and still knows the card; the older version may say nothing any more', async () => {
    const message = messageOf('1');
    const id = await card(message, mentions('malicious', evil));
    expect(await annotations.begin(message, '2', people)).toMatchObject({ state: 'posted', version: '', card: id });
    expect(await annotations.read(message)).toMatchObject({ state: 'waiting', version: '2', card: id });
    expect(await annotations.markPosting(message, '')).toBe(false);
    expect(await annotations.markPosting(message, '2')).toBe(true);
  });

  test('an older version that comes late changes nothing', async () => {
    const message = messageOf('1');
    await annotations.begin(message, '2', people);
    expect(await annotations.begin(message, '', people)).toMatchObject({ version: '2' });
    expect(await annotations.read(message)).toMatchObject({ state: 'waiting', version: '2' });
    expect(await annotations.markPosting(message, '')).toBe(false);
    expect(await annotations.markSilent(message, '', { mentions: [] })).toBe(true);
    expect(await annotations.read(message)).toMatchObject({ state: 'waiting', version: '2' });
  });

  test('a card that was being posted when an edit began is known to the edit', async () => {
    const message = messageOf('1');
    await annotations.begin(message, '', people);
    await annotations.markPosting(message, '');
    expect(await annotations.begin(message, '2', people)).toMatchObject({ state: 'posting' });
    expect(await annotations.read(message)).toMatchObject({ state: 'waiting', postingSince: now });
    const said = mentions('malicious', evil);
    expect(await annotations.markPosted(message, '', { card: '9', headline: 'malicious', mentions: said })).toBe(true);
    expect(await annotations.read(message)).toMatchObject({ state: 'waiting', version: '2', card: '9' });
  });

  test('what an older version found does not replace what a newer one found', async () => {
    const message = messageOf('1');
    await annotations.begin(message, '', people);
    await annotations.markPosting(message, '');
    await annotations.begin(message, '2', people);
    await annotations.markPosted(message, '2', {
      card: '9',
      headline: 'malicious',
      mentions: mentions('malicious', bad),
    });
    await annotations.markPosted(message, '', {
      card: '9',
      headline: 'suspicious',
      mentions: mentions('malicious', evil),
    });
    await annotations.markSilent(message, '', { mentions: [], headline: 'clean' });
    expect(await annotations.read(message)).toMatchObject({
      state: 'posted',
      version: '2',
      headline: 'malicious',
      card: '9',
    });
    expect(await annotations.cardedNearby(messageOf('2'), [evil, bad])).toEqual(
      new Map([[observableKey(bad), 'malicious']]),
    );
  });

  test('a card that another process posted meanwhile stands: no second one, no silence over it', async () => {
    const message = messageOf('1');
    const said = mentions('malicious', evil);
    await annotations.begin(message, '', people);
    const ours = { card: '9', headline: 'malicious', mentions: said } as const;
    expect(await annotations.markPosted(message, '', ours)).toBe(true);
    expect(await annotations.markPosted(message, '', ours)).toBe(true); // found again after a lost answer
    expect(await annotations.markPosting(message, '', { mentions: said, wanted: () => true })).toBe(false);
    expect(await annotations.markPosted(message, '', { ...ours, card: '10' })).toBe(false);
    expect(await annotations.markSilent(message, '', { mentions: [] })).toBe(false);
    expect(await annotations.read(message)).toMatchObject({ state: 'posted', card: '9' });
    expect(await annotations.markSilent(message, '', { mentions: [], removed: '9' })).toBe(true);
    expect((await annotations.read(message))?.card).toBeUndefined();
  });

  test('without new mentions those stay that were kept before posting', async () => {
    const message = messageOf('1');
    const said = mentions('malicious', evil);
    await annotations.begin(message, '', people);
    await annotations.markPosting(message, '', { mentions: said, wanted: () => true });
    expect(await annotations.markPosted(message, '', { card: '9', headline: 'malicious' })).toBe(true);
    expect(await annotations.read(message)).toMatchObject({ state: 'posted', card: '9', headline: 'malicious' });
    expect(await annotations.cardedNearby(messageOf('2'), [evil])).toEqual(
      new Map([[observableKey(evil), 'malicious']]),
    );
  });

  test('two that begin the same message at once both begin it', async () => {
    const message = messageOf('1');
    const begun = await Promise.all([1, 2, 3].map(() => annotations.begin(message, '', people)));
    for (const before of begun) expect(before?.version ?? '').toBe('');
    expect(await annotations.read(message)).toMatchObject({ state: 'waiting', version: '' });
  });

  test('a withdrawn message is never posted for, not even when it is not known yet', async () => {
    const message = messageOf('1');
    expect(await annotations.withdraw(message)).toBeUndefined();
    expect(await annotations.begin(message, '', people)).toMatchObject({ state: 'withdrawn' });
    expect(await annotations.begin(message, '2', people)).toMatchObject({ state: 'withdrawn' });
    expect(await annotations.markPosting(message, '')).toBe(false);
    expect(await annotations.markPosting(message, '2', { mentions: [], wanted: () => true })).toBe(false);
    expect(await annotations.markSilent(message, '', { mentions: [] })).toBe(false);
  });

  test('a card that was posted while its message was withdrawn is to be removed, and found at a second withdrawal', async () => {
    const message = messageOf('1');
    const said = mentions('malicious', evil);
    await annotations.begin(message, '', people);
    await annotations.markPosting(message, '');
    expect(await annotations.withdraw(message)).toMatchObject({ state: 'posting' });
    expect(await annotations.markPosted(message, '', { card: '9', headline: 'malicious', mentions: said })).toBe(false);
    expect(await annotations.withdraw(message)).toMatchObject({ state: 'withdrawn', card: '9' });
  });

  test('a withdrawal resolves with the card and the sign', async () => {
    const message = messageOf('1');
    const id = await card(message, mentions('malicious', evil));
    expect(await annotations.withdraw(message)).toMatchObject({ state: 'posted', card: id });
    const other = messageOf('2');
    await annotations.begin(other, '', people);
    await annotations.markSilent(other, '', {
      mentions: mentions('unknown', evil),
      sign: 'unknown',
      headline: 'unknown',
    });
    expect(await annotations.withdraw(other)).toMatchObject({ state: 'silent', sign: 'unknown', headline: 'unknown' });
  });

  test('a withdrawn message is restored when its card is gone, and nothing counts as carded by it', async () => {
    const message = messageOf('1');
    const id = await card(message, mentions('malicious', evil));
    expect(await annotations.restore(message, '3')).toBe(false);
    await annotations.withdraw(message, '2');
    expect(await annotations.restore(message, '3')).toBe(false);
    await annotations.removed(message, 'another');
    expect(await annotations.read(message)).toMatchObject({ card: id });
    await annotations.removed(message, id);
    expect(await annotations.read(message)).not.toHaveProperty('card');
    expect(await annotations.restore(message, '3')).toBe(true);
    expect(await annotations.restore(message, '3')).toBe(false);
    const restored = await annotations.begin(message, '3', people);
    expect(restored).toMatchObject({ state: 'waiting', version: '3' });
    for (const gone of ['card', 'headline', 'postingSince']) expect(restored).not.toHaveProperty(gone);
    expect(await annotations.cardedNearby(messageOf('2'), [evil])).toEqual(new Map());
    expect(await annotations.markPosting(message, '')).toBe(false);
    const intent = { mentions: mentions('malicious', evil), wanted: () => true };
    expect(await annotations.markPosting(message, '3', intent)).toBe(true);
    expect(await annotations.markPosted(message, '3', { card: '9', headline: 'malicious' })).toBe(true);
    expect((await annotations.cardedNearby(messageOf('2'), [evil])).size).toBe(1);
  });

  test('only what is later than the last deletion restores a message, in whatever order they come', async () => {
    const message = messageOf('1');
    await annotations.withdraw(message, '2');
    await annotations.withdraw(message, '4');
    await annotations.withdraw(message, '2');
    for (const version of ['', '3', '4']) expect(await annotations.restore(message, version)).toBe(false);
    expect(await annotations.read(message)).toMatchObject({ state: 'withdrawn', version: '4' });
    expect(await annotations.restore(message, '5')).toBe(true);
    await annotations.withdraw(message);
    expect(await annotations.restore(message, '5')).toBe(false);
    expect(await annotations.read(message)).toMatchObject({ state: 'withdrawn', version: '5' });
  });

  test('a post that was under way at the deletion is still known of a restored message', async () => {
    const message = messageOf('1');
    await annotations.begin(message, '', people);
    await annotations.markPosting(message, '');
    await annotations.withdraw(message, '2');
    expect(await annotations.restore(message, '3')).toBe(true);
    expect(await annotations.read(message)).toMatchObject({ state: 'waiting', version: '3', postingSince: now });
  });

  test('only of a withdrawn message a card is noted as removed', async () => {
    const message = messageOf('1');
    const id = await card(message, mentions('malicious', evil));
    await annotations.removed(message, id);
    expect(await annotations.read(message)).toMatchObject({ state: 'posted', card: id });
  });

  test('a card that an edit took away is forgotten', async () => {
    const message = messageOf('1');
    await card(message, mentions('malicious', evil));
    await annotations.begin(message, '2', people);
    await annotations.markSilent(message, '2', { mentions: [], removed: 'card of 1' });
    expect(await annotations.read(message)).not.toHaveProperty('card');
    expect(await annotations.cardedNearby(messageOf('3'), [evil])).toEqual(new Map());
  });

  test('what was carded in a room within 24 hours is known there, at its worst, and nowhere else', async () => {
    await card(messageOf('1'), mentions('suspicious', evil, long));
    await card(messageOf('2'), mentions('malicious', evil));
    await silence(messageOf('3'), mentions('malicious', bad));
    const carded = new Map([
      [observableKey(evil), 'malicious'],
      [observableKey(long), 'suspicious'],
    ]);
    const asked = [evil, bad, long];
    expect(await annotations.cardedNearby(messageOf('4'), asked)).toEqual(carded);
    expect(await annotations.cardedNearby(messageOf('4'), [])).toEqual(new Map());
    expect(await annotations.cardedNearby(messageOf('4', '1'), asked)).toEqual(new Map());
    expect(await annotations.cardedNearby(messageOf('2'), [evil])).toEqual(
      new Map([[observableKey(evil), 'suspicious']]),
    );
    now += 25 * hour;
    expect(await annotations.cardedNearby(messageOf('4'), asked)).toEqual(new Map());
  });

  test('spellings of one observable are one', async () => {
    await card(messageOf('1'), mentions('malicious', { type: 'domain', value: 'EVIL.example' }));
    expect((await annotations.cardedNearby(messageOf('2'), [evil])).get(observableKey(evil))).toBe('malicious');
  });

  test('of many messages that say the same at once, one is told to go on', async () => {
    const messages = Array.from({ length: 10 }, (_, n) => messageOf(String(n)));
    const said = mentions('malicious', evil);
    const told = await Promise.all(
      messages.map(async (message) => {
        await annotations.begin(message, '', people);
        return annotations.markPosting(message, '', { mentions: said, wanted: (carded) => carded.size === 0 });
      }),
    );
    expect(told.filter(Boolean)).toHaveLength(1);
  });

  test('the earliest message inherits what no other card shows', async () => {
    await card(messageOf('1'), mentions('malicious', evil, bad, long));
    now += 1000;
    await silence(messageOf('2'), mentions('malicious', evil));
    now += 1000;
    await silence(messageOf('3'), mentions('malicious', evil, bad));
    now += 1000;
    await card(messageOf('4'), mentions('malicious', long));
    await silence(messageOf('5', '1'), mentions('malicious', evil));
    await annotations.withdraw(messageOf('1'));
    const heirs = await annotations.heirs(messageOf('1'));
    expect(heirs.toSorted((a, b) => (a.message.id < b.message.id ? -1 : 1))).toEqual([
      { message: messageOf('2'), version: '', byBot: false, observables: [evil] },
      { message: messageOf('3'), version: '', byBot: false, observables: [bad] },
    ]);
    await annotations.withdraw(messageOf('2'));
    expect(await annotations.heirs(messageOf('2'))).toEqual([]);
    expect((await annotations.heirs(messageOf('1'))).map(({ message }) => message.id)).toEqual(['3']);
  });

  test('cards for bots are counted by room and hour', async () => {
    const bots = { byBot: true };
    await card(messageOf('1', '0'), mentions('malicious', evil), bots);
    await card(messageOf('2', '0'), mentions('malicious', bad), bots);
    await card(messageOf('3', '0'), mentions('malicious', bad));
    await card(messageOf('4'), mentions('malicious', bad), bots);
    expect(await annotations.botCards(messageOf('9', '0'))).toBe(2);
    expect(await annotations.botCards(messageOf('9'))).toBe(1);
    now += 2 * hour;
    expect(await annotations.botCards(messageOf('9', '0'))).toBe(0);
  });

  test('characters that a database cannot hold do no harm', async () => {
    const odd: Observable = { type: 'file_name', value: "a\0b'\\\ud800.exe" };
    await card(messageOf('1'), mentions('malicious', odd));
    expect((await annotations.cardedNearby(messageOf('2'), [odd])).size).toBe(1);
  });
});
