import fc from 'fast-check';
import { Parser } from 'htmlparser2';
import { choose } from '../../src/pictures/choose.ts';
import { drawGraph } from '../../src/pictures/draw-graph.ts';
import { drawTimeline } from '../../src/pictures/draw-timeline.ts';
import { picture, words } from '../../src/pictures/svg.ts';
import { cutToWidth, textWidth } from '../../src/pictures/text-width.ts';
import { timelineOf, timelineWords } from '../../src/pictures/timeline.ts';
import { type Observed, weave } from '../../src/pictures/weave.ts';
import { hostile } from '../support/hostile-strings.ts';
import { asked, many, observed, sighting } from './support/observations.ts';
import '../support/fuzz-seed.ts';

const draw = (what: Observed) => drawGraph(choose(weave(what)), { label: 'Relations', simulated: true });

/** Reads the SVG as XML with a parser of somebody else: its elements, attributes and lines of text. */
function read(svg: string) {
  const names = new Set<string>();
  const attributes: string[][] = [];
  const texts: string[] = [];
  let depth = 0;
  let text: string | undefined;
  const parser = new Parser(
    {
      onopentag: (name, given) => {
        depth++;
        names.add(name);
        attributes.push(...Object.entries(given));
        if (name === 'text') text = '';
      },
      ontext: (some) => {
        if (text !== undefined) text += some;
        else throw new Error(`text outside: ${some}`);
      },
      onclosetag: (name, implied) => {
        if (implied && !svg.includes('/>')) throw new Error(`${name} is not closed`);
        depth--;
        if (name === 'text') texts.push(text!);
        if (name === 'text') text = undefined;
      },
    },
    { xmlMode: true, decodeEntities: true },
  );
  parser.end(svg);
  expect(depth).toBe(0);
  return { names, attributes, texts };
}

const ours = new Set(['svg', 'g', 'rect', 'path', 'circle', 'text']);

test('nothing that somebody writes becomes markup, a link or an invisible character', () => {
  fc.assert(
    fc.property(hostile, hostile, (bad, worse) => {
      const it = { type: bad || 'x', value: worse || 'x' };
      const { svg, width } = draw({
        observable: it,
        observation: {
          ...observed().observation,
          judgements: [{ module: bad, disposition: 'malicious' }],
          indicators: [{ module: bad, title: worse, tags: [] }],
          sightings: [
            sighting({
              targets: [{ type: worse, observables: [{ type: 'hostname', value: bad || 'x' }] }],
              relations: [{ source: it, relation: worse || 'x', related: { type: 'domain', value: `${bad}.x` } }],
            }),
          ],
        },
      });
      const { names, attributes, texts } = read(svg);
      expect([...names].filter((name) => !ours.has(name))).toEqual([]);
      expect(attributes.filter(([name]) => /^on|href|style|xml:/i.test(name!))).toEqual([]);
      for (const text of texts) {
        expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|https?:\/\//u);
        expect(text.isWellFormed()).toBe(true);
      }
      expect(width).toBe(390);
      expect(svg.length).toBeLessThan(40_000);
    }),
    { numRuns: 300 },
  );
});

test('a line of a picture is clean by itself, whatever was made of it before', () => {
  fc.assert(
    fc.property(hostile, (bad) => {
      const svg = picture({ width: 10, height: 10, label: bad }, [words(bad, 1, 1, 14, { fill: bad })]);
      const { names, texts } = read(svg);
      expect([...names].sort()).toEqual(['rect', 'svg', 'text']);
      for (const text of texts) expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\uFFFE\uFFFF]/u);
    }),
  );
});

test('no text is smaller than 14 where a phone is 390 wide, and none leaves the picture', () => {
  const long = observed({ indicators: [{ module: 'T', title: 'W'.repeat(500), tags: [] }] });
  for (const what of [many(500), long, observed({ sightings: [sighting({ relations: deep })] })]) {
    const { svg, height } = draw(what);
    for (const [, attributes = '', text = ''] of svg.matchAll(/<text([^>]*)>([^<]*)<\/text>/g)) {
      const number = (name: string) => Number(new RegExp(` ${name}="([\\d.]+)"`).exec(attributes)?.[1]);
      const size = number('font-size');
      expect(size).toBeGreaterThanOrEqual(14);
      if (!attributes.includes('text-anchor'))
        expect(number('x') + textWidth(text, size)).toBeLessThanOrEqual(390 + size);
      expect(number('y')).toBeLessThan(height);
    }
  }
});

const deep = Array.from({ length: 12 }, (_, at) => ({
  source: at === 0 ? asked : { type: 'ip', value: `192.0.2.${at}` },
  relation: 'Connected_To',
  related: { type: 'ip', value: `192.0.2.${at + 1}` },
}));

test('the same is drawn the same, byte for byte', () => {
  expect(draw(many(700)).svg).toBe(draw(many(700)).svg);
});

test('a cut is as long as there is room, at the end or in the middle', () => {
  const hash = 'e7c8ad380f2bc7d294a059db462a8ea9966a0320ba752d3df8688d41073beb69';
  expect(cutToWidth('short', 100, 15)).toBe('short');
  expect(cutToWidth(hash, 150, 15)).toMatch(/^e7c8ad38\w+…$/);
  expect(cutToWidth(hash, 150, 15, { middle: true })).toMatch(/^e7c8ad\w*…\w*3beb69$/);
  fc.assert(
    fc.property(hostile, fc.integer({ min: 20, max: 400 }), (text, room) => {
      expect(textWidth(cutToWidth(text, room, 14), 14)).toBeLessThanOrEqual(room);
    }),
  );
});

describe('a timeline', () => {
  const at = (...times: string[]) => timelineOf(times.map((from) => sighting({ from })));

  test.each([
    ['hour', ['2026-03-02T08:58:00Z', '2026-03-02T10:01:00Z'], 3],
    ['day', ['2026-03-02T08:58:00Z', '2026-03-20T10:01:00Z'], 19],
    ['week', ['2026-01-01T00:00:00Z', '2026-05-01T00:00:00Z'], 18],
    ['30 days', ['2024-06-01T00:00:00Z', '2026-05-01T00:00:00Z'], 24],
    ['year', ['2006-06-01T00:00:00Z', '2026-05-01T00:00:00Z'], 21],
  ])('counts by %s where that has room', (unit, times, bars) => {
    const timeline = at(...times)!;
    expect([timeline.unit, timeline.bars.length]).toEqual([unit, bars]);
    expect(timeline.bars.reduce((sum, { count }) => sum + count, 0)).toBe(2);
  });

  test('needs two times; what is older than all bars is counted apart', () => {
    expect(at('2026-03-02T08:58:00Z', '2026-03-02T08:58:00Z')).toBeUndefined();
    expect(at('not a time')).toBeUndefined();
    const old = at('1950-01-01T00:00:00Z', '2026-01-01T00:00:00Z')!;
    expect([old.bars.length, old.earlier]).toEqual([31, 1]);
    expect(timelineWords(old)).toMatch(/^Seen by year \(UTC\): 20\d\d-\d\d-\d\d \(1\), 1 earlier\.$/);
  });

  test('is drawn as wide as a phone, highest where most was seen', () => {
    const { svg, width } = drawTimeline(at('2026-03-02T08:00:00Z', '2026-03-02T09:00:00Z', '2026-03-02T09:30:00Z')!, {
      label: '<&">',
      simulated: false,
    });
    expect(read(svg).texts).toEqual(['Seen by hour, at most 2', '2026-03-02 08:00', '2026-03-02 09:00 UTC']);
    expect([...svg.matchAll(/height="(48|96)"/g)].map(([, high]) => high)).toEqual(['48', '96']);
    expect(width).toBe(390);
  });
});
