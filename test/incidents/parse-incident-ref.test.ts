import fc from 'fast-check';
import { parseIncidentRef } from '../../src/incidents/parse-incident-ref.ts';
import { hostile } from '../support/hostile-strings.ts';

const uuid = 'acb6e46c-9d2c-5ec8-a98f-77291f9a9f70';
const id = { id: `incident-${uuid}` };

test.each([
  [uuid, id],
  [`incident-${uuid}`, id],
  [`  incident-${uuid.toUpperCase()} `, id],
  [`https://private.intel.amp.cisco.com:443/ctia/incident/incident-${uuid}`, id],
  [`https://private.intel.eu.amp.cisco.com/ctia/incident/incident-${uuid}`, id],
  [`https://xdr.us.security.cisco.com/incidents/incident-${uuid}`, id],
  [`https://xdr.eu.security.cisco.com/incidents/${uuid}/overview`, id],
  [`<https://xdr.apjc.security.cisco.com/incidents/${uuid}?tab=1#x>`, id],
  [`https://visibility.amp.cisco.com/incidents?q=id:incident-${uuid}#summary`, id],
  [`https://visibility.apjc.amp.cisco.com/incidents?q=id%3A%22incident-${uuid}%22`, id],
  [`https://xdr.example.com:8443/incidents/${uuid}`, id],
  ['INC-1042', { shortId: 'INC-1042' }],
  ['#inc-1042', { shortId: 'inc-1042' }],
  ['1042', { shortId: '1042' }],
])('%s is read', (text, ref) => {
  expect(parseIncidentRef(text, ['xdr.example.com'])).toEqual(ref);
});

test.each([
  '',
  'open',
  'incident',
  'incident-',
  '45.83.10.7',
  'd41d8cd98f00b204e9800998ecf8427e',
  `incident-${uuid}0`,
  `incident-${uuid} and more`,
  `judgement-${uuid}`,
  `http://xdr.us.security.cisco.com/incidents/${uuid}`,
  `https://xdr.us.security.cisco.com.evil.example/incidents/${uuid}`,
  `https://xdr.us.security.cisco.com@evil.example/incidents/${uuid}`,
  `https://user:pass@xdr.us.security.cisco.com/incidents/${uuid}`,
  `https://evil.example/xdr.us.security.cisco.com/incidents/${uuid}`,
  `https://evil.example\\@xdr.us.security.cisco.com/incidents/${uuid}`,
  `https://xdr.us.security.cisco.com:8443/incidents/${uuid}`,
  `https://xdr.us.security.cisco.com/investigate/${uuid}`,
  `https://xdr.us.security.cisco.com/incidents/${uuid}.html`,
  `https://visibility.amp.cisco.com/incidents?q=id:incident-${uuid} OR 1`,
  `javascript:https://xdr.us.security.cisco.com/incidents/${uuid}`,
  'short_id:"x1" OR *:*',
  'INC-1042"',
  'ＩＮＣ-１０４２',
])('%s names no incident', (text) => {
  expect(parseIncidentRef(text, ['xdr.example.com'])).toBeUndefined();
});

test('whatever is read is an id of its form, or a short one without anything that a query or a path obeys', () => {
  const near = fc.oneof(
    hostile,
    fc.constantFrom(uuid, `incident-${uuid}`, 'https://xdr.us.security.cisco.com/incidents/', 'INC-1'),
  );
  fc.assert(
    fc.property(fc.array(near, { maxLength: 3 }), (parts) => {
      const ref = parseIncidentRef(parts.join(''));
      if (!ref) return;
      if ('id' in ref) expect(ref.id).toMatch(/^incident-[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
      else expect(ref.shortId).toMatch(/^[A-Za-z\d-]{1,62}$/);
    }),
  );
});
