import type { Button, Card } from '../../src/cards/card.ts';
import { plainText } from '../../src/cards/plain-text.ts';
import type { FileFacts, Unread } from '../../src/files/file-facts.ts';
import { createShowFiles, type SubmittableFile } from '../../src/files/show-files.ts';
import type { Place } from '../../src/incoming.ts';
import type { Finding } from '../../src/verdicts/finding.ts';

const place: Place = {
  platform: 'slack',
  workspace: 'T1',
  channel: 'C1',
  kind: 'channel',
  outsiders: true,
  thread: '1',
};
const hashes = { sha256: 'a'.repeat(64), sha1: 'b'.repeat(40), md5: 'c'.repeat(32) };
const file = (more: Partial<FileFacts> = {}): FileFacts => ({
  name: 'invoice.exe',
  handle: 'F1',
  size: 2048,
  hashes,
  unread: [],
  ...more,
});
const finding = (value: string): Finding => ({
  observable: { type: 'sha256', value },
  verdicts: [],
  via: [],
  gaps: [],
  answered: [],
  headline: 'unknown',
  askedAt: 0,
});
const card = (...findings: readonly Finding[]): Card => ({
  headline: 'Unknown: x',
  simulated: false,
  parts: [
    { part: 'heading', tone: 'unknown', word: 'Unknown', spans: [] },
    { part: 'note', spans: [{ span: 'text', text: 'small print' }] },
  ],
  data: { kind: 'verdicts', findings, found: findings.length, kept: 0 },
});
const show = createShowFiles({});
const textOf = async (its: Card, ...files: readonly FileFacts[]) => plainText(await show(its, files, place));

test('below the heading stand name, size and hashes; not the one that the heading is about', async () => {
  const alone = await textOf(card(finding(hashes.sha256)), file());
  expect(alone).toContain(`File: invoice.exe, 2.0 KB. SHA-1 ${hashes.sha1}, MD5 ${hashes.md5}`);
  expect(alone).not.toContain('SHA-256');
  const many = await textOf(card(finding('d'), finding(hashes.sha256)), file());
  expect(many).toContain(`SHA-256 ${hashes.sha256}, SHA-1`);
  expect(many.indexOf('File:')).toBeLessThan(many.indexOf('small print'));
});

test('the headline names the file, for who is notified', async () => {
  expect((await show(card(finding('d')), [file()], place)).headline).toBe('Unknown: x (file invoice.exe)');
  expect((await show(card(finding('d')), [file(), file()], place)).headline).toBe('Unknown: x (2 files)');
});

test('of several files each has a line; beyond three they are counted', async () => {
  const text = await textOf(card(finding('d')), file(), file({ name: 'b.csv' }), file(), file(), file());
  expect(text.match(/File:/g)).toHaveLength(3);
  expect(text).toContain('And 2 more files.');
});

test.each<[Unread, RegExp]>([
  ['too-large', /larger than 100\.0 MB/],
  ['gone', /not there any more/],
  ['not-permitted', /Whoever installed it can allow it/],
  ['part', /first 5\.0 MB/],
  ['archive-too-large', /archives over 10\.0 MB/],
  ['archive-part', /1,000 files/],
  ['locked', /password/],
  ['nested', /not unpacked/],
  ['others', /Programs .* were not looked up\. Post them unpacked/],
  ['damaged', /damaged/],
  ['bomb', /meant to do harm/],
  ['document', /not looked into/],
])('%s is told in a sentence', async (why, words) => {
  expect(await textOf(card(finding('d')), file({ unread: [why] }))).toMatch(words);
});

test('a card about nothing says whether the file was read', async () => {
  const unread = await show(card(), [{ name: 'disk.img', size: 1, unread: ['too-large'] }], place);
  expect(unread.headline).toBe('Not read: file disk.img');
  expect(plainText(unread)).toContain('Not read');
  const empty = await show(card(), [file({ size: 0 })], place);
  expect(empty.headline).toBe('There is nothing to look up in file invoice.exe.');
});

test.each([
  ['a.exe', 'a.exe'],
  ['a.zip', 'a[.]zip'],
  ['evil.example.com', 'evil[.]example[.]com'],
  ['https://evil.example/x.exe', 'hxxps://evil[.]example/x.exe'],
  ['a\u202egpj.exe', 'agpj.exe'],
  ['', 'a file without a name'],
  ['<!channel>', '‹!channel>'],
  [`${'x'.repeat(500)}.exe`, `${'x'.repeat(79)}…`],
])('the name %j is shown as %j', async (name, shown) => {
  expect(await textOf(card(finding('d')), file({ name }))).toContain(`File: ${shown},`);
});

describe('the offer to submit', () => {
  const button: Button = { text: 'Submit', label: 'Submit', press: { do: 'show-all', listing: 'x' } };
  const buttonsOf = ({ parts }: Card) => parts.flatMap((part) => (part.part === 'buttons' ? part.buttons : []));

  test('stands behind the buttons of the card, with what the platform says of the place', async () => {
    const offered: [SubmittableFile, Place][] = [];
    const its = createShowFiles({
      offerSubmission: async (...what) => {
        offered.push(what);
        return button;
      },
      placeNow: async (room) => ({ ...room, kind: 'channel', outsiders: false }),
    });
    const own: Card = {
      ...card(finding('d')),
      parts: [...card().parts, { part: 'buttons', buttons: [{ ...button, text: 'Own' }] }],
    };
    expect(buttonsOf(await its(own, [file()], place)).map(({ text }) => text)).toEqual(['Own', 'Submit']);
    expect(offered).toEqual([
      [
        { handle: 'F1', name: 'invoice.exe', size: 2048, sha256: hashes.sha256 },
        { ...place, outsiders: false },
      ],
    ]);
    expect(buttonsOf(await its(card(finding('d')), [file()], place))).toEqual([button]);
  });

  test('fails alone: the card stands', async () => {
    const failing = [
      createShowFiles({ offerSubmission: () => Promise.reject(new Error('store')) }),
      createShowFiles({ offerSubmission: async () => button, placeNow: () => Promise.reject(new Error('away')) }),
      createShowFiles({ offerSubmission: async () => undefined }),
    ];
    for (const its of failing) expect(buttonsOf(await its(card(finding('d')), [file()], place))).toEqual([]);
  });

  test('is not made for what was not read, or is empty', async () => {
    const its = createShowFiles({ offerSubmission: async () => button });
    const unread: FileFacts = { name: 'x', unread: ['gone'] };
    for (const one of [unread, file({ size: 0 })])
      expect(buttonsOf(await its(card(finding('d')), [one], place))).toEqual([]);
  });
});
