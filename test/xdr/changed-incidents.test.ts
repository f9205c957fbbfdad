import { NEW_INCIDENT } from '../../demo/xdr/incident-stories-new.ts';
import { ciscoContractPresent, validateRequest } from '../support/cisco-contract.ts';
import { startSimulatedXdr } from '../support/simulated-xdr.ts';
import { xdrAt } from './support/xdr-at.ts';

let ahead = 0;
const now = () => Date.now() + ahead;
const { url, xdr, stop } = await startSimulatedXdr({ now });
const { xdr: opened } = xdrAt(url, xdr.client('everything'));
const ask = { purpose: 'watching' } as const;
const { highImpact: _, ...light } = NEW_INCIDENT;
beforeEach(() => xdr.reset());
afterAll(async () => {
  opened.close();
  await stop();
});
// The reset took the token away: the first call is made twice.
const searches = () => xdr.calls.list('incident-search').filter(({ status }) => status === 200);

test('what was made or changed within a span is found; which of it is of high impact is a second call', async () => {
  ahead += 60_000;
  const from = new Date(now());
  ahead += 60_000;
  const heavy = xdr.raiseIncident().id;
  const made = xdr.raiseIncident(light).id;
  const changed = xdr.incidents.list()[1]!.id;
  xdr.incidents.change(changed, { status: 'Open' });
  ahead += 60_000;
  const until = new Date(now());
  const found = await opened.incidents.incidentsChanged({ from }, ask);
  expect(found.incidents.map(({ id }) => id).toSorted()).toEqual([heavy, made, changed].toSorted());
  expect([[...found.highImpact], found.whole]).toEqual([[heavy], true]);
  expect(searches()).toHaveLength(2);
  ahead += 60_000;
  xdr.raiseIncident(light);
  expect((await opened.incidents.incidentsChanged({ from, until }, ask)).incidents).toHaveLength(3);
  if (ciscoContractPresent)
    for (const { method, path, body } of searches()) expect(validateRequest(method, path, body)).toEqual([]);
});

test('nothing costs one call; many cost a page for each hundred, and too many are said to be', async () => {
  ahead += 60_000;
  const from = new Date(now());
  expect((await opened.incidents.incidentsChanged({ from }, ask)).incidents).toEqual([]);
  expect(searches()).toHaveLength(1);
  for (let one = 0; one < 250; one += 1) xdr.raiseIncident(light);
  xdr.calls.clear();
  const found = await opened.incidents.incidentsChanged({ from }, ask);
  expect([found.incidents.length, found.whole, searches().length]).toEqual([250, true, 4]);
  for (let one = 0; one < 1_800; one += 1) xdr.raiseIncident(light);
  const more = await opened.incidents.incidentsChanged({ from }, ask);
  expect([more.incidents.length, more.whole]).toEqual([2_000, false]);
});
