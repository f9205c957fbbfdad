import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { type Random, seeded } from '../seeded.ts';

/** Texts to measure on: one message, or one line of a report, each; Slack's mrkdwn or plain. */
export type Corpus = Readonly<{ name: string; platform: 'slack' | 'plain'; texts: readonly string[] }>;

const WORDS =
  'the build is green again after we moved to node and nobody saw the old alert can you look at it please thanks I think that works but why does staging fail (see above) ok so maybe restart it then tomorrow and not sure what happens there... done. Did <@U024BE7LH> check #ops? We said so, and nobody minded; it was late, wasn’t it'.split(
    ' ',
  );
/** What code and numbers look like in chat: one word in thirty. */
const TALK = [
  'e.g.',
  '10:30',
  'v1.2.3',
  'setup.py',
  '`foo.bar(x)`',
  'user.name',
  ':smile:',
  'index.ts',
  'ABC-123',
  '3.5%',
  '&gt;',
];
const HOLDERS = [
  (n: number) => `<https://wiki.example.com/page/${n}?a=1&amp;b=2>`,
  (n: number) => `<http://host${n}.example.net|host${n}.example.net>`,
  (n: number) => `45.83.${n % 256}.7`,
  (n: number) => `hxxps://login-${n}[.]example[.]org/x`,
];

/** The words of one ordinary message that holds nothing. */
export function chatLine(random: Random): string[] {
  const pick = (words: readonly string[]) => words[Math.floor(random() * words.length)]!;
  return Array.from({ length: 4 + Math.floor(random() * 26) }, () => pick(random() < 1 / 30 ? TALK : WORDS));
}

/** Chat as it is: most messages hold nothing, about one in ten a link or an address. */
export function generatedChat(count: number): Corpus {
  const random = seeded(1);
  const texts = Array.from({ length: count }, (_, n) => {
    const words = chatLine(random);
    if (random() < 0.09) words.splice(Math.floor(random() * words.length), 0, HOLDERS[n % HOLDERS.length]!(n));
    return words.join(' ');
  });
  return { name: 'generated chat', platform: 'slack', texts };
}

/** Lines of threat reports: lists of defanged indicators with a few words around. */
export function generatedReports(count: number): Corpus {
  const random = seeded(2);
  const hex = (length: number) => Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join('');
  const lines = [
    (n: number) => `- hxxp://cdn${n}[.]example[.]com/gate${n}.php (first seen 2024-05-0${1 + (n % 9)} 10:3${n % 10})`,
    (n: number) => `${n % 250}.83.10[.]7 port 443 - relay${n}[.]example - Client Hello`,
    () => `${hex(64)}  Payment Information.pdf.exe`,
    (n: number) => `The operator then logs in to the panel at panel${n}(dot)example(dot)net and waits.`,
    () => `MD5: ${hex(32)}, SHA1: ${hex(40)}`,
  ];
  return {
    name: 'generated reports',
    platform: 'plain',
    texts: Array.from({ length: count }, (_, n) => lines[n % lines.length]!(n)),
  };
}

/** Evaluation texts of other people, if they lie beside the project; they are not part of it. */
export function outsideCorpora(projectRoot: string): Corpus[] {
  const folder = path.resolve(projectRoot, '..', 'shared', 'eval', 'ioc');
  if (!fs.existsSync(path.join(folder, 'chat.jsonl.gz'))) return [];
  const chat = zlib.gunzipSync(fs.readFileSync(path.join(folder, 'chat.jsonl.gz'))).toString('utf8');
  const reports = fs.readdirSync(path.join(folder, 'reports')).filter((name) => name.endsWith('.txt'));
  return [
    {
      name: 'evaluation chat',
      platform: 'slack',
      texts: chat
        .split('\n')
        .filter(Boolean)
        .map((line) => (JSON.parse(line) as { text: string }).text),
    },
    {
      name: 'evaluation reports',
      platform: 'plain',
      texts: reports.flatMap((name) =>
        fs
          .readFileSync(path.join(folder, 'reports', name), 'utf8')
          .split('\n')
          .filter((line) => line.trim().length > 3),
      ),
    },
  ];
}

/** What each hostile text repeats. */
export const HOSTILE: readonly string[] = [
  'a.',
  '1.1.1.',
  '[.]',
  'http://',
  'abcdef0123456789',
  '@a.',
  '.',
  ' ',
  '1:',
  'a[.]',
  'a@',
  '://',
  'HKLM\\',
  '_a',
  'a dot ',
  '\u200B',
  '。',
  'e\u0301\u0316',
  'あ.',
  '[',
  ' . ',
  '\\',
  '%2',
  '00-',
];
