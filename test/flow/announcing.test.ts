import { jsonAnswer } from '../../demo/xdr/fault.ts';
import { shortIncidentId } from '../../demo/xdr/incident-documents.ts';
import { NEW_INCIDENT } from '../../demo/xdr/incident-stories-new.ts';
import { plainText } from '../../src/cards/plain-text.ts';
import { Failure } from '../../src/failure.ts';
import { removeDirectories } from '../support/database.ts';
import { cardIn, member, openRoom, type Room } from '../support/room.ts';

const secret = 'made-up-secret-of-the-webhook-0123456789';
const admin = member('UADMIN');
const minute = 60_000;
const medium = { ...NEW_INCIDENT, severity: 'Medium', score: 300, highImpact: undefined as never } as const;
const high = { ...NEW_INCIDENT, highImpact: undefined as never } as const;
let room: Room;
beforeAll(async () => {
  room = await openRoom({ client: 'everything', environment: { XDR_WEBHOOK_SECRET: secret } });
});
beforeEach(async () => {
  room.fresh();
  room.setOutsiders(false);
  room.failLookUps(undefined);
  for (const table of ['announcing_channels', 'announced_incidents', 'xdr_events', 'incident_rooms'])
    await room.query(`delete from ${table}`);
  // The simulation gives the same ids again.
  await room.query("delete from pgboss.job where name in ('announce', 'xdr-event')");
});
afterAll(async () => {
  await room.stop();
  await removeDirectories();
});

const announce = (words: string, more: Parameters<Room['command']>[1] = {}) =>
  room.command(`announce ${words}`, { person: admin, ...more });
/** XDR has our webhook, so it tells us of everything from now on. */
const install = async () => {
  room.xdr.webhooks.create({
    name: 'us',
    webhook_type: 'url',
    source: 'iroh-events',
    visibility: 'org',
    url: `${await room.url()}/xdr/webhook?secret=${secret}`,
    event_type_filter: [
      'private-intel/incident/created',
      'private-intel/incident/high-impact/created',
      'private-intel/incident/status-changed',
      'private-intel/incident/updated',
      'private-intel/note/created',
    ],
  });
};
const settled = async () => {
  await room.xdr.webhooks.idle();
  await room.idle();
};
const posted = () => room.cards().map(({ ref, card }) => [ref.place.channel, card.headline]);
/** Waits until the poll has looked: it asks the clock every 200 ms. */
const polled = async (before: number) => {
  for (let tries = 0; tries < 100 && room.xdr.calls.count('incident-search') === before; tries++)
    await new Promise((done) => setTimeout(done, 50));
  await new Promise((done) => setTimeout(done, 100));
  await settled();
};
const pollAfter = async (ms: number) => {
  const before = room.xdr.calls.count('incident-search');
  room.pass(ms);
  await polled(before);
};

describe('switching', () => {
  test('an admin switches it, the channel is told, and the audit has it', async () => {
    const reply = await announce('high here');
    expect(reply).toMatchObject({ kind: 'card', audience: 'room' });
    expect(plainText(cardIn(reply))).toContain('Announcing: high');
    expect(plainText(cardIn(await announce('list')))).toMatch(/1 channel[\s\S]*slack:C\d+[\s\S]*here/);
    expect(plainText(cardIn(await announce('off here --private')))).toContain('no longer');
    expect(plainText(cardIn(await announce('list')))).toContain('nowhere');
    const rows = await room.query<{ entry: string }>(
      `select entry from audit where entry like '%"announce"%' order by seq`,
    );
    const place = { channel: room.place().channel };
    expect(rows.map(({ entry }) => JSON.parse(entry) as object).slice(-2)).toMatchObject([
      { event: 'setting.changed', place, by: { id: 'UADMIN' }, details: { setting: 'announce', to: 'high' } },
      { event: 'setting.changed', place, details: { setting: 'announce', to: 'off' } },
    ]);
  });

  test.each(['', 'low here', 'high there', 'high', 'list all', 'high here now', 'here'])(
    '“announce %s”',
    async (words) => {
      const reply = await announce(words);
      // Only the two words are a change; `here` alone may be left out.
      const changed = words === 'high';
      expect(reply).toMatchObject(
        changed ? { audience: 'room' } : { audience: 'asker', card: { data: { kind: 'refusal', why: 'usage' } } },
      );
    },
  );

  test('whoever is no admin may not, and nothing is stored', async () => {
    expect(await announce('all here', { person: member('UANALYST') })).toMatchObject({
      audience: 'asker',
      card: { data: { kind: 'refusal', why: 'not-permitted' } },
    });
    expect(await room.query('select * from announcing_channels')).toEqual([]);
  });

  test('where people from outside may read it is refused; switching off is not', async () => {
    const place = { ...room.place(), outsiders: true };
    for (const words of ['high here', 'all here', 'list'])
      expect(plainText(cardIn(await announce(words, { place })))).toContain('people from outside');
    expect(await room.query('select * from announcing_channels')).toEqual([]);
    expect(await announce('off here', { place })).toMatchObject({ audience: 'room' });
  });

  test('where the bot is not a member it says so instead of promising', async () => {
    expect(plainText(cardIn(await announce('high here', { botIsMember: false })))).toContain('Invite me');
    expect(await room.query('select * from announcing_channels')).toEqual([]);
  });

  test('the scope that is missing is named', async () => {
    room.xdr.setScopes(room.xdr.client('everything').id, 'inspect:read enrich:read');
    room.xdr.revokeTokens();
    room.pass(11 * minute);
    expect(await announce('high here')).toMatchObject({
      audience: 'asker',
      card: { data: { why: 'missing-scope', scopes: ['private-intel/incident:read'] } },
    });
    expect(await announce('off here')).toMatchObject({ audience: 'room' });
  });
});

describe('announcing', () => {
  test('a new incident is posted as its card, once, in each channel that wants it', async () => {
    await install();
    await announce('high here');
    const other = { ...room.place(), channel: 'COTHER' };
    await announce('all here', { place: other });
    room.xdr.raiseIncident();
    await settled();
    expect(
      posted()
        .map(([channel]) => channel)
        .toSorted(),
    ).toEqual([room.place().channel, 'COTHER'].toSorted());
    const [text = ''] = room.texts();
    expect(text).toContain('INC-1043');
    expect(text).toMatch(/New incident \(High(, high impact)?\)/);
    expect(text).toContain('45.83.10[.]7');
    await pollAfter(11 * minute);
    expect(posted()).toHaveLength(2);
  });

  test('“high” leaves out what weighs little, “all” does not; high impact weighs', async () => {
    await install();
    await announce('high here');
    await announce('all here', { place: { ...room.place(), channel: 'CALL' } });
    room.xdr.raiseIncident(medium);
    await settled();
    expect(posted().map(([channel]) => channel)).toEqual(['CALL']);
    room.xdr.raiseIncident({ ...medium, highImpact: true });
    await settled();
    expect(
      posted()
        .map(([channel]) => channel)
        .toSorted(),
    ).toEqual([room.place().channel, 'CALL', 'CALL'].toSorted());
    room.xdr.raiseIncident({ ...medium, score: 700 });
    await settled();
    expect(posted()).toHaveLength(5);
  });

  test('what was there before it was switched on is no news, also when it changes or is told again', async () => {
    await install();
    const before = room.xdr.raiseIncident(high);
    await settled();
    room.pass(1_000);
    await announce('high here');
    room.xdr.webhooks.happened({ type: 'private-intel/incident/created', incident: before.id });
    room.xdr.webhooks.happened({ type: 'private-intel/incident/created', incident: shortIncidentId(42) });
    await settled();
    await pollAfter(11 * minute);
    expect(posted()).toEqual([]);
    // What was medium when “high” was switched on to “all” neither.
    room.xdr.raiseIncident(medium);
    await settled();
    room.pass(1_000);
    await announce('all here');
    await pollAfter(11 * minute);
    expect(posted()).toEqual([]);
  });

  test('what is closed already is no news', async () => {
    await install();
    await announce('all here');
    room.xdr.raiseIncident({ ...high, status: 'Closed: Merged' });
    await settled();
    expect(posted()).toEqual([]);
  });

  test('an incident that cannot be read yet is waited for', async () => {
    await announce('high here');
    const body = { id: 'early', data: { type: 'private-intel/incident/created', id: shortIncidentId(43) } };
    const url = `${await room.url()}/xdr/webhook?secret=${secret}`;
    expect((await fetch(url, { method: 'POST', body: JSON.stringify(body) })).status).toBe(200);
    await settled();
    room.xdr.raiseIncident(high);
    expect(posted()).toEqual([]);
    await room.query("update pgboss.job set start_after = now() where name = 'xdr-event'");
    for (let tries = 0; tries < 100 && posted().length === 0; tries++)
      await new Promise((done) => setTimeout(done, 100));
    expect(posted()).toHaveLength(1);
  });

  test('the same incident told often, at once and later, is posted once', async () => {
    await announce('high here');
    const { id } = room.xdr.raiseIncident();
    const body = (event: string) =>
      JSON.stringify({ id: event, data: { type: 'private-intel/incident/created', 'entity-id': id } });
    const url = `${await room.url()}/xdr/webhook?secret=${secret}`;
    const deliver = (event: string) => fetch(url, { method: 'POST', body: body(event) });
    const answers = await Promise.all(['a', 'a', 'b', 'c', 'a', 'd'].map((event) => deliver(`${id}-${event}`)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
    await settled();
    await room.query('delete from xdr_events');
    await room.query("delete from pgboss.job where name in ('announce', 'xdr-event')");
    await deliver(`${id}-a`);
    await settled();
    expect(posted()).toHaveLength(1);
  });

  test('a post whose answer was lost is found, not repeated', async () => {
    await install();
    await announce('high here');
    room.loseNextAnswer();
    room.xdr.raiseIncident(high);
    await settled();
    for (let tries = 0; tries < 100; tries++) {
      const [row] = await room.query<{ open: number }>(
        'select count(*)::int as open from announced_incidents where message is null',
      );
      if (row?.open === 0) break;
      await new Promise((done) => setTimeout(done, 100));
    }
    expect(posted()).toHaveLength(1);
    expect(await room.query("select * from announced_incidents where message like 'post-%'")).not.toEqual([]);
  });

  test('where people from outside came to read it is not announced; when nobody can say it waits', async () => {
    await install();
    await announce('high here');
    room.setOutsiders(true);
    room.xdr.raiseIncident(high);
    await settled();
    expect(posted()).toEqual([]);
    room.setOutsiders(false);
    room.failLookUps(new Failure('platform-unavailable', 'away'));
    room.xdr.raiseIncident();
    await settled();
    expect(posted()).toEqual([]);
    room.failLookUps(undefined);
    for (let tries = 0; tries < 100 && posted().length === 0; tries++)
      await new Promise((done) => setTimeout(done, 100));
    expect(posted()).toHaveLength(1);
    // Told after it was announced to be made: by now it is known.
    expect(room.texts()[0]).toContain('New incident (High, high impact)');
  });

  test('what is switched off while it is under way is not posted', async () => {
    await announce('high here');
    await install();
    room.failLookUps(new Failure('platform-unavailable', 'away'));
    room.xdr.raiseIncident(high);
    await settled();
    room.failLookUps(undefined);
    await announce('off here');
    await new Promise((done) => setTimeout(done, 1_500));
    await settled();
    expect(posted()).toEqual([]);
  });

  test('without a channel that wants it XDR is asked nothing', async () => {
    await install();
    room.xdr.raiseIncident();
    await settled();
    room.pass(11 * minute);
    await new Promise((done) => setTimeout(done, 600));
    expect(room.xdr.calls.list().filter(({ service }) => service.startsWith('incident'))).toEqual([]);
  });
});

describe('what was missed', () => {
  test('the poll finds what nobody told us, and once', async () => {
    await announce('high here');
    await pollAfter(11 * minute);
    room.xdr.raiseIncident(high);
    room.xdr.raiseIncident({ ...medium, highImpact: true });
    room.xdr.raiseIncident(medium);
    await pollAfter(11 * minute);
    expect(posted()).toHaveLength(2);
    expect(room.texts().join('\n')).toContain('New incident (Medium, high impact)');
    await pollAfter(11 * minute);
    expect(posted()).toHaveLength(2);
  });

  test('an incident whose weight comes later is announced when it has it', async () => {
    await announce('high here');
    await pollAfter(11 * minute);
    const { id } = room.xdr.raiseIncident(medium);
    await pollAfter(11 * minute);
    expect(posted()).toEqual([]);
    room.xdr.incidents.change(id, { severity: 'Critical' });
    await pollAfter(11 * minute);
    expect(posted()).toHaveLength(1);
  });

  test('a search that fails is made up for', async () => {
    await announce('high here');
    await pollAfter(11 * minute);
    room.xdr.raiseIncident(high);
    room.xdr.faults.next('incident-search', jsonAnswer(400, {}));
    await pollAfter(11 * minute);
    expect(posted()).toEqual([]);
    await pollAfter(2 * minute);
    expect(posted()).toHaveLength(1);
  });

  test('many pages and a long pause are read whole', async () => {
    await announce('all here');
    await pollAfter(11 * minute);
    const raised = Array.from({ length: 130 }, () => room.xdr.raiseIncident(medium).id);
    await pollAfter(15 * 60 * minute);
    for (let tries = 0; tries < 200 && posted().length < raised.length; tries++)
      await new Promise((done) => setTimeout(done, 100));
    const [row] = await room.query<{ count: number }>(
      'select count(*)::int as count from announced_incidents where channel = $1',
      [room.place().channel],
    );
    expect(row?.count).toBe(130);
    expect(posted()).toHaveLength(130);
  });
});
