import { plainText } from '../../src/cards/plain-text.ts';
import { createIllustrate } from '../../src/pictures/illustrate.ts';
import type { Paint } from '../../src/pictures/paint.ts';
import { asked, ip, many, observed, relation, sighting } from './support/observations.ts';

const paint: Paint = async ({ width, height }) => ({
  png: Buffer.from('png'),
  slices: [Buffer.from('png')],
  width,
  height,
});
const resolved = sighting({ relations: [relation(asked, 'Resolved_To', ip('192.0.2.1'))] });
const words = (parts: Parameters<typeof plainText>[0]['parts']) =>
  plainText({ headline: '', simulated: false, parts }).trim();

test('the picture says what the text says, and the text says what the picture says', async () => {
  const illustrate = createIllustrate({ paint, simulated: false });
  const { parts, pictures } = await illustrate(
    observed({
      sightings: [resolved],
      verdictsOnOthers: [{ observable: ip('192.0.2.1'), disposition: 'malicious', module: 'T' }],
    }),
  );
  expect(words(parts)).toBe('Relations:\n  Resolved to  evil[.]example → 192.0.2[.]1 (192.0.2[.]1 is malicious)');
  expect(pictures.map(({ title, alt }) => [title, alt])).toEqual([
    ['Relations of evil[.]example', 'Graph. Relations of evil[.]example: evil[.]example resolved to 192.0.2[.]1.'],
  ]);
  expect(pictures[0]?.svg).toContain('>192.0.2[.]1<');
});

test('without relations there is one sentence and no picture, whoever judged it', async () => {
  const { parts, pictures } = await createIllustrate({ paint, simulated: false })(
    observed({ judgements: [{ module: 'T', disposition: 'malicious' }] }),
  );
  expect(words(parts)).toBe('No source told of relations to others, so there is no picture of them.');
  expect(pictures).toEqual([]);
});

test('times of sightings are a second picture, and a sentence', async () => {
  const at = (from: string) => sighting({ from, count: 3 });
  const { parts, pictures } = await createIllustrate({ paint, simulated: false })(
    observed({ sightings: [at('2026-03-02T08:00:00Z'), at('2026-03-02T09:00:00Z'), resolved] }),
  );
  expect(words(parts)).toContain('Seen by hour (UTC): 2026-03-02 08:00 (3), 2026-03-02 09:00 (3).');
  expect(pictures.map(({ title }) => title)).toEqual(['Relations of evil[.]example', 'Sightings of evil[.]example']);
});

test('of many relations the text names what is drawn and counts the rest', async () => {
  const { parts, pictures } = await createIllustrate({ paint, simulated: true })(many(2_000));
  expect(words(parts)).toMatch(/And \d{3,4} more, with \d{3,4} more relations\./);
  expect(pictures[0]?.svg).toContain('SIMULATED');
  expect(pictures[0]!.alt.length).toBeLessThanOrEqual(900);
  expect(JSON.stringify(parts).length).toBeLessThan(20_000);
});

test('a picture that could not be painted is told, one that nobody wants is not', async () => {
  const failing = await createIllustrate({ paint: async () => undefined, simulated: false })(
    observed({ sightings: [resolved] }),
  );
  expect(words(failing.parts)).toContain('A picture of this could not be drawn just now.');
  const unwanted = await createIllustrate({ simulated: false })(observed({ sightings: [resolved] }));
  expect([words(unwanted.parts).includes('could not'), unwanted.pictures]).toEqual([false, []]);
});

test('a picture beyond a megabyte is left out', async () => {
  const large: Paint = async () => ({ png: Buffer.alloc(1024 * 1024 + 1), slices: [], width: 1, height: 1 });
  const { pictures } = await createIllustrate({ paint: large, simulated: false })(observed({ sightings: [resolved] }));
  expect(pictures).toEqual([]);
});
