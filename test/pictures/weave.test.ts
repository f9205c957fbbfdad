import { weave } from '../../src/pictures/weave.ts';
import { asked, hash, host, ip, observed, relation, sighting } from './support/observations.ts';

const told = (parts: Parameters<typeof observed>[0]) => {
  const { nodes, edges } = weave(observed(parts));
  const label = (id: string) => nodes.get(id)!.name().label;
  return edges.map(({ from, words, to, count }) => `${label(from)} ${words} ${label(to)} ×${count}`).sort();
};

test('relations become edges between the things they name, told twice is told once', () => {
  const resolved = relation(asked, 'Resolved_To', ip('192.0.2.10'));
  expect(
    told({
      sightings: [
        sighting({ relations: [resolved, relation({ type: 'file_name', value: 'a.exe' }, 'File_Name_Of', hash(1))] }),
        sighting({ relations: [{ ...resolved, source: { type: 'domain', value: 'EVIL.example.' } }] }),
      ],
    }),
  ).toEqual([
    `a[.]exe file name of ${hash(1).value} ×1`,
    'evil[.]example resolved to 192.0.2[.]10 ×2',
    'evil[.]example seen with a[.]exe ×1', // nothing else ties it on
  ]);
});

test('targets that share a name, an address or a device id are one asset', () => {
  const target = (...observables: ReturnType<typeof ip>[]) => ({ type: 'endpoint', observables });
  expect(
    told({
      sightings: [
        sighting({ targets: [target(host('ws-042'), ip('203.0.113.42'))] }),
        sighting({ targets: [target(ip('203.0.113.42'), { type: 'mac_address', value: '02:00' })] }),
        sighting({ targets: [target(host('ws-043'))] }),
        sighting({ relations: [relation(ip('203.0.113.42'), 'Connected_To', ip('192.0.2.1'))] }),
      ],
    }),
  ).toEqual([
    'evil[.]example seen on ws-042 ×2',
    'evil[.]example seen on ws-043 ×1',
    'ws-042 connected to 192.0.2[.]1 ×1',
  ]);
});

test('what is asked for stays itself where it is an address of an asset', () => {
  const { nodes, focus } = weave(
    observed({ sightings: [sighting({ targets: [{ type: 'endpoint', observables: [asked, host('ws-1')] }] })] }),
  );
  expect([nodes.get(focus)?.kind, nodes.get(focus)?.name().label]).toEqual(['observable', 'evil[.]example']);
});

test('sources of one mind are one node; what others were judged is told by their sign', () => {
  const judged = (module: string, disposition: 'malicious' | 'clean') => ({ module, disposition });
  const { nodes, focus } = weave(
    observed({
      judgements: ['A', 'B', 'C', 'D'].map((module) => judged(module, 'malicious')),
      verdicts: [{ observable: asked, disposition: 'clean', module: 'E' }],
      verdictsOnOthers: [
        { observable: ip('192.0.2.1'), disposition: 'clean', module: 'A' },
        { observable: ip('192.0.2.1'), disposition: 'suspicious', module: 'B' },
      ],
      sightings: [sighting({ relations: [relation(asked, 'Resolved_To', ip('192.0.2.1'))] })],
    }),
  );
  const labels = [...nodes.values()].map(({ kind, name, sign }) => `${kind} ${name().label} ${sign}`);
  expect(labels).toEqual([
    'observable evil[.]example malicious',
    'sources A, B and 2 more malicious',
    'sources E clean',
    'observable 192.0.2[.]1 suspicious',
  ]);
  expect(nodes.get(focus)?.name().about).toBe('domain, malicious');
});

test('the host of a URL is tied to it, with what is known of it', () => {
  const url = { type: 'url', value: 'http://evil.example/login' };
  const { nodes, edges } = weave({
    ...observed(),
    observable: url,
    via: [observed({ sightings: [sighting({ relations: [relation(asked, 'Resolved_To', ip('192.0.2.1'))] })] })],
  });
  expect(
    edges.map(({ from, words, to }) => [nodes.get(from)?.name().label, words, nodes.get(to)?.name().label]),
  ).toEqual([
    ['hxxp://evil[.]example/login', 'is on the host', 'evil[.]example'],
    ['evil[.]example', 'resolved to', '192.0.2[.]1'],
  ]);
});
