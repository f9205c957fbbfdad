import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { HANG, jsonAnswer } from '../../demo/xdr/fault.ts';
import type { Card } from '../../src/cards/card.ts';
import { plainText } from '../../src/cards/plain-text.ts';
import { removeDirectories } from '../support/database.ts';
import { cardIn, member, openRoom, type Room } from '../support/room.ts';

let room: Room;
let other: Room | undefined;
beforeAll(async () => {
  room = await openRoom({ stores: true });
});
beforeEach(() => room.fresh());
afterAll(async () => {
  await other?.stop();
  await room.stop();
  await removeDirectories();
});

const bad = 'internetbadguys.com';
const scanner = 'scanner.example.org';
const redTeam = 'red-team.example.org';
const textOf = (card: Card) => plainText({ ...card, simulated: false });
const told = async (words: string) => textOf(cardIn(await room.command(words)));
const heard = () => room.cards().map(({ card }) => textOf(card));
const searches = () => ['global-judgement-search', 'judgement-search'].map((one) => room.xdr.calls.count(one as never));
/** The first call after `fresh` meets a token that is over: what is counted begins behind it. */
const counted = async () => {
  await room.command('enrich 203.0.113.77');
  room.xdr.calls.clear();
};

test('a bulk look-up tells the calls of the stores among its own', async () => {
  await counted();
  const many = Array.from({ length: 60 }, (_, at) => `198.18.7.${at + 1}`);
  await room.command(`enrich ${many.join(' ')}`);
  const said = () => heard().join('\n');
  for (let tries = 0; !/Calls used: \d/.test(said()) || !said().includes('Time taken'); tries++) {
    if (tries > 1_000) throw new Error(said());
    await new Promise((done) => setTimeout(done, 20));
  }
  const made = ['inspect', 'deliberate'].map((one) => room.xdr.calls.count(one as never));
  const all = [...made, ...searches()].reduce((sum, one) => sum + one, 0);
  expect(searches().every((count) => count >= 3)).toBe(true);
  expect(said()).toContain(`Calls used: ${all}`);
});

describe('intel', () => {
  test('shows verdict, judgements worst first and indicators; what has ended is only counted', async () => {
    const text = await told(`intel ${bad}`);
    expect(text).toContain('malicious – internetbadguys[.]com (domain): 2 judgements and 2 indicators');
    expect(text).toMatch(
      /Malicious {2}Talos Intelligence \(simulated\): Serves the log-in pages.*source \(talosintelligence\.com\)/,
    );
    expect(text).toMatch(/Suspicious {2}Example look-alike list/);
    expect(text).toContain('Phishing kit "Paper Lantern" (made up) (Domain Watchlist and Malicious E-mail');
    expect(text).toContain('1 more judgement has ended.');
    expect(text).not.toContain('Parked');
  });

  test('costs four calls, three where nothing is known, and says that plainly', async () => {
    await counted();
    await told(`intel ${bad}`);
    expect(room.xdr.calls.count() - room.xdr.calls.count('inspect')).toBe(4);
    room.xdr.calls.clear();
    expect(await told('intel nobody-knows.example.net')).toContain('nothing is known of it');
    expect(room.xdr.calls.count() - room.xdr.calls.count('inspect')).toBe(3);
  });

  test('of many judgements ten are shown', async () => {
    const text = await told('intel crowded.example.net');
    expect(text).toContain('And 12 more judgements, none worse.');
    expect(text.match(/^ {2}(?:Malicious|Suspicious) /gm)).toHaveLength(10);
  });

  test('nothing that is hostile comes to life', async () => {
    const { parts } = cardIn(await room.command('intel hostile.example.net'));
    const card = JSON.stringify(parts);
    expect(card).toContain('"tone":"malicious"');
    expect(card).not.toMatch(/<!channel|hostile\.example|\u202e|"span":"link"/i);
  });

  test('without the scope it names it, before any call; in the help it stands with what is missing', async () => {
    room.xdr.setScopes(room.xdr.client('reader').id, 'inspect:read enrich:read');
    await room.command(`intel ${bad}`).catch(() => {});
    room.xdr.calls.clear();
    const reply = await room.command(`intel ${bad}`);
    expect(cardIn(reply).data).toMatchObject({ why: 'missing-scope', scopes: ['global-intel:read'] });
    expect(room.xdr.calls.count()).toBe(0);
    expect(await told('help')).toMatch(/intel <observable>[\s\S]*global-intel:read/);
  });

  test('where outsiders read, the answer is for the asker alone; two observables are one too many', async () => {
    expect(await room.command(`intel ${bad}`, { place: { ...room.place(), outsiders: true } })).toMatchObject({
      audience: 'asker',
    });
    expect(cardIn(await room.command(`intel ${bad} 45.83.10.7`)).data).toMatchObject({ why: 'usage' });
  });

  test('a store that does not answer is a card that says so', async () => {
    room.xdr.faults.always('global-judgements', jsonAnswer(503));
    expect(cardIn(await room.command(`intel ${bad}`)).data).toMatchObject({ kind: 'failure', failure: 'unavailable' });
  });
});

describe('as sources beside the modules', () => {
  test('Global Intelligence has a row, and who knows nothing is named', async () => {
    const text = await told(`enrich ${bad}`);
    expect(text).toMatch(/Malicious {2}AMP Global Intelligence \(until /);
    expect(text).toMatch(/No verdict from .*Private Intelligence/);
    expect(text).not.toContain('your organisation');
  });

  test('one call of each store for up to twenty observables; known verdicts cost none', async () => {
    await counted();
    const many = Array.from({ length: 20 }, (_, at) => `203.0.113.${at + 100}`).join(' ');
    await room.command(`enrich ${many}`);
    expect([room.xdr.calls.count('deliberate'), ...searches()]).toEqual([1, 1, 1]);
    room.xdr.calls.clear();
    await room.command(`enrich ${many}`);
    expect([room.xdr.calls.count('deliberate'), ...searches()]).toEqual([0, 0, 0]);
    await room.command(`enrich ${many} 203.0.113.5`);
    expect([room.xdr.calls.count('deliberate'), ...searches()]).toEqual([1, 1, 1]);
  });

  test.each([
    ['fails', jsonAnswer(500), 'failed'],
    ['says what is no list', jsonAnswer(200, { hello: 1 }), 'failed'],
    ['refuses the query', jsonAnswer(400, { type: 'ES Invalid Request', message: 'x', class: 'y' }), 'failed'],
    ['does not answer', HANG, 'timed out'],
  ])('a store that %s is a gap of that store alone', async (_how, fault, word) => {
    room.xdr.faults.always('global-judgement-search', fault);
    const text = await told(`enrich ${bad}`);
    expect(text).toContain(`AMP Global Intelligence ${word}`);
    expect(text).toMatch(/^Malicious: internetbadguys/);
    room.xdr.faults.clear();
  });

  test('what the client is not granted is not asked, and not missed', async () => {
    const { id } = room.xdr.client('reader');
    room.xdr.setScopes(id, 'inspect:read enrich:read private-intel:read');
    await room.command('enrich 203.0.113.9').catch(() => {});
    room.xdr.calls.clear();
    expect(await told(`enrich ${bad}`)).not.toContain('AMP Global');
    expect(searches()).toEqual([0, 1]);
    room.xdr.setScopes(id, 'inspect:read enrich:read');
    await room.command('details 203.0.113.9', { person: member('UANALYST') });
    await room.command('enrich 203.0.113.10');
    room.xdr.calls.clear();
    expect(await told(`enrich ${redTeam}`)).toMatch(/^Clean/);
    expect(room.xdr.calls.count() - room.xdr.calls.count('inspect')).toBe(1);
  });

  test('the setting turns Global Intelligence off; what the organisation says is asked for all the same', async () => {
    other = await openRoom({ stores: true, environment: { CHATOPS_GLOBAL_INTEL: 'off' } });
    const text = textOf(cardIn(await other.command(`enrich ${scanner}`)));
    expect(text).toMatch(/^Clean: .*by your organisation/);
    expect(text).not.toContain('AMP Global');
    expect(other.xdr.calls.count('global-judgement-search')).toBe(0);
    expect(textOf(cardIn(await other.command(`intel ${bad}`)))).toContain('2 judgements');
  });
});

describe('what the organisation itself says', () => {
  test('is the headline against all modules, with reason and end; the disagreement stays told', async () => {
    const text = await told(`enrich ${scanner}`);
    expect(text).toMatch(/^Clean: scanner\[\.\]example\[\.\]org \(domain\), by your organisation\n/);
    expect(text).toMatch(
      /\n {2}Clean {2}your organisation's judgement: Our own vulnerability scanner, see the change calendar \(until /,
    );
    expect(text).toContain('Sources disagree: 1 malicious, 1 suspicious, 1 clean.');
  });

  test('without a reason it is no less; what has ended says nothing', async () => {
    expect(await told(`enrich ${redTeam}`)).toMatch(
      /^Malicious: .*by your organisation\n.*your organisation's judgement \(/,
    );
    expect(await told('enrich example.com')).toMatch(/^Clean: .*by Talos/);
  });

  test('a quiet channel hears of what we call malicious, and not of what we call harmless', async () => {
    await room.say(`scan from ${scanner}`);
    await room.idle();
    expect([room.cards().length, room.signs().length]).toEqual([0, 0]);
    await room.say(`look at ${redTeam}`);
    await room.idle();
    expect(heard()).toHaveLength(1);
    expect(heard()[0]).toMatch(/^Malicious: red-team.*by your organisation/);
  });

  test('a host of which we say something decides for its addresses', async () => {
    expect(await told(`enrich https://${redTeam}/a`)).toMatch(/^Malicious: .*by your organisation via host red-team/);
    expect(await told(`enrich https://${scanner}/a`)).not.toMatch(/^(?:Malicious|Suspicious)/);
  });

  test('its reason is for our own people: not where outsiders read, and in a watched room only when that is known', async () => {
    const inside = cardIn(await room.command(`enrich ${scanner}`));
    expect(textOf(inside)).toContain('see the change calendar');
    const outside = await room.command(`enrich ${scanner}`, { place: { ...room.place(), outsiders: true } });
    expect(textOf(cardIn(outside))).toMatch(/your organisation's judgement \(until/);
    const judge = (domain: string) =>
      room.xdr.judgements.create(
        {
          observable: { type: 'domain', value: domain },
          disposition: 2,
          priority: 100,
          confidence: 'High',
          severity: 'High',
          source: 'x',
          reason: 'Secret plan',
          tlp: 'amber',
        },
        true,
      );
    judge('one.example.org');
    judge('two.example.org');
    await room.say('one.example.org');
    await room.idle();
    room.setAudience(room.place().channel, 'closed');
    await room.say('two.example.org');
    await room.idle();
    expect(heard().map((text) => [text.includes('your organisation'), text.includes('Secret plan')])).toEqual([
      [true, false],
      [true, true],
    ]);
  });

  test('a stranger’s judgement that everybody may read is not ours', async () => {
    const { xdr } = room;
    const [seed] = xdr.judgements.list();
    const { disposition, priority, confidence, severity, source } = seed as Record<string, unknown>;
    const judged = { observable: { type: 'domain', value: bad }, disposition, priority, confidence, severity, source };
    const { id } = xdr.judgements.create({ ...judged, tlp: 'green' }, true) as { id: string };
    expect(await told(`enrich ${bad}`)).toMatch(/^Clean: .*by your organisation/); // it belongs to our organisation
    room.pass(2 * 60 * 60_000);
    xdr.faults.always(
      'judgement-search',
      jsonAnswer(200, [{ ...xdr.judgements.read(id), groups: ['another-organisation'] }]),
    );
    expect(await told(`enrich ${bad}`)).toMatch(/^Malicious/);
  });

  test('with nobody but its module to say so, its word is taken for ours', async () => {
    const { id } = room.xdr.client('reader');
    room.xdr.setScopes(id, 'inspect:read enrich:read');
    room.xdr.setVerdict('Private Intelligence', { type: 'domain', value: bad }, { disposition: 'Clean' });
    expect(await told(`enrich ${bad}`)).toMatch(/^Clean: .*by your organisation/);
  });
});

const script = fileURLToPath(new URL('../../bin/xdr-chatops.mjs', import.meta.url));
/** The command line of the demo, as a person runs it; its exit code and its JSON. */
async function terminal(...words: readonly string[]) {
  const run = promisify(execFile)(process.execPath, [script, '--demo', '--json', ...words], { timeout: 120_000 });
  const { stdout, code } = await run.then(
    ({ stdout }) => ({ stdout, code: 0 }),
    (error: { stdout: string; code: number }) => error,
  );
  return { code, json: JSON.parse(stdout) as Record<string, unknown> };
}

test('the terminal tells the same, for machines', async () => {
  expect(await terminal('--fail-on', 'malicious', 'intel', bad)).toMatchObject({
    code: 1,
    json: {
      kind: 'intel',
      type: 'domain',
      value: bad,
      verdict: { disposition: 'malicious' },
      judgements: [
        { disposition: 'malicious', source: 'Talos Intelligence (simulated)' },
        { disposition: 'suspicious' },
      ],
      indicators: [{ types: ['Domain Watchlist', 'Malicious E-mail'] }, {}],
    },
  });
  const { code, json } = await terminal('--fail-on', 'malicious', 'enrich', scanner);
  expect(code).toBe(0); // our own word goes before the modules'
  expect(json['observables']).toMatchObject([
    { disposition: 'clean', verdicts: expect.arrayContaining([expect.objectContaining({ own: true })]) },
  ]);
});
