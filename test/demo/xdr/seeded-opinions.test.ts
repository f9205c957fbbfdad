import fc from 'fast-check';
import { DEMO_MODULES } from '../../../demo/xdr/modules.ts';
import { seededDisposition, seededOpinion } from '../../../demo/xdr/seeded-opinions.ts';

test('of many observables the shares are as documented: mostly nothing, a few malicious', () => {
  const counts: Record<string, number> = {};
  for (let i = 0; i < 20_000; i++) {
    const disposition = seededDisposition(1, { type: 'ip', value: `10.${i >> 8}.${i & 255}.1` }) ?? 'nothing';
    counts[disposition] = (counts[disposition] ?? 0) + 1 / 20;
  }
  const expected = { Malicious: 20, Suspicious: 20, Clean: 100, Common: 20, Unknown: 240, nothing: 600 };
  for (const [disposition, perMille] of Object.entries(expected)) {
    expect([disposition, Math.abs(counts[disposition]! - perMille) < 0.25 * perMille]).toEqual([disposition, true]);
  }
});

test('a verdict is the same in either case of a domain, and depends on the seed', () => {
  const names = Array.from({ length: 500 }, (_, i) => `Host${i}.Example.com`);
  const under = (seed: number, spell: (name: string) => string) =>
    names.map((name) => seededDisposition(seed, { type: 'domain', value: spell(name) }));
  expect(under(1, (name) => name.toUpperCase())).toEqual(under(1, (name) => name.toLowerCase()));
  expect(under(1, (name) => name)).not.toEqual(under(2, (name) => name));
});

test('whatever has a disposition has one or two modules that say so, and nothing else has any', () => {
  fc.assert(
    fc.property(fc.constantFrom('ip', 'domain', 'url', 'sha256', 'email'), fc.string(), (type, value) => {
      const observable = { type, value };
      const opinions = DEMO_MODULES.map((module) => seededOpinion(7, observable, module, DEMO_MODULES)).filter(
        (opinion) => opinion !== undefined,
      );
      const disposition = seededDisposition(7, observable);
      if (disposition === undefined) return opinions.length === 0;
      return [1, 2].includes(opinions.length) && opinions.every((opinion) => opinion.disposition === disposition);
    }),
  );
});

test('some observables have two modules that say so, some one', () => {
  const sizes = new Set<number>();
  for (let i = 0; i < 500; i++) {
    const observable = { type: 'domain', value: `h${i}.example.com` };
    if (seededDisposition(1, observable) !== 'Clean') continue;
    sizes.add(DEMO_MODULES.filter((module) => seededOpinion(1, observable, module, DEMO_MODULES)).length);
  }
  expect(sizes).toEqual(new Set([1, 2]));
});

test('of types that no module knows, none says anything', () => {
  for (const module of DEMO_MODULES) {
    expect(seededOpinion(1, { type: 'imei', value: '1' }, module, DEMO_MODULES)).toBeUndefined();
  }
});
