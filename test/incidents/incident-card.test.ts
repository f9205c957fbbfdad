import fc from 'fast-check';
import type { Card } from '../../src/cards/card.ts';
import { plainText } from '../../src/cards/plain-text.ts';
import type { Incident } from '../../src/incidents/incident.ts';
import { incidentCard } from '../../src/incidents/incident-card.ts';
import { assignForm, noteForm, statusForm } from '../../src/incidents/incident-forms.ts';
import { noIncidentCard, noReferenceCard, noStatusCard, noUserCard } from '../../src/incidents/incident-refusals.ts';
import { incidentsCard, mostIncidents } from '../../src/incidents/incidents-card.ts';
import { hostile } from '../cards/hostile-strings.ts';

const id = 'incident-acb6e46c-9d2c-5ec8-a98f-77291f9a9f70';
const ui = 'https://xdr.us.security.cisco.com';
const incident = (more: Partial<Incident> = {}): Incident => ({
  id,
  shortId: 'INC-7',
  title: 'Beaconing',
  status: 'New',
  severity: 'High',
  assignees: [],
  detectedBy: [],
  tactics: [],
  techniques: [],
  ...more,
});
const drawn = (one: Incident, more: Partial<Parameters<typeof incidentCard>[0]> = {}): Card =>
  incidentCard({
    incident: one,
    names: new Map(),
    offers: { status: true, assign: true, note: true },
    ui,
    trustedHosts: [],
    simulated: false,
    ...more,
  });
const buttonsOf = ({ parts }: Card) => parts.flatMap((part) => (part.part === 'buttons' ? part.buttons : []));

test('an incident with nothing but its id is a card', () => {
  const text = plainText(drawn({ id, assignees: [], detectedBy: [], tactics: [], techniques: [] }));
  expect(text).toContain('incident-acb6e46c (not said, no severity): without a title');
  expect(text).toContain('Assigned to: nobody');
});

test('worst observables come first, and what is more is counted', () => {
  const observables = Array.from({ length: 30 }, (_, at) => ({
    observable: { type: 'ip', value: `203.0.113.${at}` },
    ...(at === 20 ? { disposition: 'malicious' as const } : at === 25 ? { disposition: 'clean' as const } : {}),
  }));
  const targets = Array.from({ length: 9 }, (_, at) => [{ type: 'hostname', value: `h${at}` }]);
  const text = plainText(drawn(incident({ context: { sightings: 3, notes: 1, observables, targets, named: {} } })));
  expect(text).toMatch(/Observables of 3 sightings:\n {2}Malicious {2}203\.0\.113\[\.\]20 ip\n {2}Seen/);
  expect(text).toContain('And 22 more observables.');
  expect(text).toContain('h5, 3 more');
  expect(text).toContain('Worklog: 1 note');
});

test('tactics and techniques have their names where they are known', () => {
  const named = { T1102: 'Web Service (T1102)' };
  const context = { sightings: 0, notes: 0, observables: [], targets: [], named };
  const text = plainText(
    drawn(incident({ tactics: ['TA0011', 'TA9999', '__proto__'], techniques: ['T1102', 'T1', 'toString'], context })),
  );
  expect(text).toContain('Tactics: Command and Control (TA0011), TA9999, __proto__');
  expect(text).toContain('Techniques: Web Service (T1102), T1, toString');
});

test('buttons are those of the scopes, and the link is to a host that is trusted', () => {
  expect(buttonsOf(drawn(incident())).map(({ text }) => text)).toEqual(['Change status …', 'Assign …', 'Add note …']);
  const few = drawn(incident(), { offers: { status: false, assign: false, note: true }, listing: 'L' });
  expect(buttonsOf(few).map(({ text }) => text)).toEqual(['Add note …', 'Verdicts']);
  expect(JSON.stringify(drawn(incident()).parts)).toContain(`${ui}/incidents/${id}`);
  expect(JSON.stringify(drawn(incident(), { simulated: true }).parts)).not.toContain('/incidents/');
  for (const origin of ['http://127.0.0.1:1', 'https://evil.example'])
    expect(JSON.stringify(drawn(incident(), { ui: origin }).parts)).not.toContain('/incidents/');
  expect(
    JSON.stringify(drawn(incident(), { ui: 'https://xdr.example', trustedHosts: ['xdr.example'] }).parts),
  ).toContain('https://xdr.example/incidents/');
});

test('a list has the worst score first, at most fifteen rows, and counts the rest', () => {
  const incidents = Array.from({ length: 40 }, (_, at) =>
    incident({ title: `t${at}`, ...(at % 2 ? { score: at } : {}) }),
  );
  const card = incidentsCard({ list: { incidents, total: 140 }, wish: 'open', simulated: true });
  const rows = card.parts.flatMap((part) => (part.part === 'rows' ? part.rows : []));
  expect([rows.length, buttonsOf(card).length]).toEqual([mostIncidents, mostIncidents]);
  expect(JSON.stringify(rows[0])).toContain('t39');
  expect(plainText(card)).toContain('140 open incidents');
  expect(plainText(card)).toContain('the worst of the newest 40');
  expect(plainText(incidentsCard({ list: { incidents: [] }, wish: 'new', simulated: true }))).toContain(
    'no new incident',
  );
});

/** Every string of a card that a renderer shows. */
function strings(node: unknown): readonly string[] {
  if (typeof node === 'string') return [node];
  if (Array.isArray(node)) return node.flatMap(strings);
  if (node === null || typeof node !== 'object') return [];
  return Object.entries(node).flatMap(([key, child]) =>
    ['press', 'data', 'url', 'value', 'name'].includes(key) ? [] : strings(child),
  );
}
const obeyed = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
const live = /https?:\/\/|ftp:\/\/|evil[.。．｡]example|@evil|<[!@#/a-z]|1\.2\.3\.4/i;

test('a hostile string stays text wherever it stands', () => {
  fc.assert(
    fc.property(hostile, fc.nat(200), (bad, many) => {
      const all = Array.from({ length: many }, () => bad);
      const observables = all.map((value) => ({ observable: { type: bad, value } }));
      const one = incident({
        shortId: bad,
        title: bad,
        summary: bad,
        description: `# ${bad}\n* ${bad}`.repeat(20),
        status: bad,
        severity: bad,
        confidence: bad,
        assignees: all,
        source: bad,
        detectedBy: all,
        opened: bad,
        tactics: all,
        techniques: all,
        context: {
          sightings: 1,
          notes: 1,
          lastSeen: bad,
          observables,
          targets: all.map((value) => [{ type: bad, value }]),
          named: { [bad]: bad },
        },
      });
      const names = new Map([[bad, bad]]);
      const forms = [statusForm(one, true), assignForm(one, names, true), noteForm(one, true)];
      for (const card of [
        drawn(one, { names }),
        incidentsCard({ list: { incidents: all.map(() => one) }, wish: 'open', simulated: true }),
        ...forms.map((form) => form.card),
        ...[noReferenceCard, noIncidentCard, noStatusCard, noUserCard].map((make) => make(bad, true)),
      ]) {
        const shown = strings({ headline: card.headline, parts: card.parts });
        expect(shown.filter((words) => obeyed.test(words) || live.test(words) || words.length > 2000)).toEqual([]);
        expect(plainText(card).length).toBeLessThan(20_000);
      }
    }),
    { numRuns: 60 },
  );
});
