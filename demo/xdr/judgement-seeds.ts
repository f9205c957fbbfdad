import type { Observable } from '../../src/observables/observable.ts';
import type { Document } from './documents.ts';
import { iso, stamped, storeAddress } from './incident-documents.ts';
import { FOREVER } from './judgements.ts';

const DAY = 24 * 3_600_000;
const domain = (value: string): Observable => ({ type: 'domain', value });

/** `judgement-00000001-0000-4000-8000-000000000000`. */
export const shortJudgementId = (number: number): string =>
  `judgement-${String(number).padStart(8, '0')}-0000-4000-8000-000000000000`;

/** An indicator of the global store, by its number. */
export const shortIndicatorId = (number: number): string =>
  `indicator-${String(number).padStart(8, '0')}-0000-4000-8000-000000000000`;

/** The address of a document of the global store. */
export const globalAddress = (type: string, shortId: string): string =>
  `https://intel.amp.cisco.com:443/ctia/${type}/${shortId}`;

const HUMAN = { priority: 100, confidence: 'High', severity: 'High', source: 'chat-ops bot' } as const;

/** The organisation's own: what analysts have said against the modules, and one that has ended. */
export const privateJudgements = (now: number): readonly Document[] =>
  [
    {
      observable: domain('scanner.example.org'),
      disposition: 1,
      ...HUMAN,
      severity: 'None',
      reason: 'Our own vulnerability scanner, see the change calendar',
      valid_time: { start_time: iso(now - 3 * DAY), end_time: iso(now + 60 * DAY) },
    },
    {
      observable: domain('red-team.example.org'),
      disposition: 2,
      ...HUMAN,
      valid_time: { start_time: iso(now - DAY), end_time: FOREVER },
    },
    {
      observable: domain('example.com'),
      disposition: 2,
      ...HUMAN,
      reason: 'Was a test, is over',
      valid_time: { start_time: iso(now - 30 * DAY), end_time: iso(now - 2 * DAY) },
    },
  ].map((one, at) => judgement(storeAddress('judgement', shortJudgementId(at + 1)), one, now));

const BAD = domain('internetbadguys.com');
const TALOS = { source: 'Talos Intelligence (simulated)', confidence: 'High', severity: 'High' } as const;

/** What everybody's store says of the stories, with what is missing, over, hostile or too much among it. */
export const globalJudgements = (now: number): readonly Document[] =>
  [
    {
      observable: BAD,
      disposition: 2,
      priority: 90,
      ...TALOS,
      reason: 'Serves the log-in pages of a phishing kit',
      source_uri: 'https://talosintelligence.com/reputation_center/lookup?search=internetbadguys.com',
      valid_time: { start_time: iso(now - 20 * DAY), end_time: iso(now + 40 * DAY) },
    },
    {
      // Neither reason nor source_uri: both may be missing.
      observable: BAD,
      disposition: 3,
      priority: 80,
      confidence: 'Medium',
      severity: 'Medium',
      source: 'Example look-alike list',
      valid_time: { start_time: iso(now - 9 * DAY) },
    },
    {
      // Over: were it valid, it would be the verdict.
      observable: BAD,
      disposition: 1,
      priority: 95,
      ...TALOS,
      reason: 'Parked',
      valid_time: { start_time: iso(now - 400 * DAY), end_time: iso(now - 30 * DAY) },
    },
    {
      observable: { type: 'sha256', value: '275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f' },
      disposition: 2,
      priority: 95,
      ...TALOS,
      severity: 'Low',
      reason: 'Anti-virus test file',
      valid_time: { start_time: iso(now - 900 * DAY), end_time: FOREVER },
    },
    {
      observable: { type: 'ip', value: '198.51.100.23' },
      disposition: 2,
      priority: 90,
      ...TALOS,
      reason: 'Brute-force log-ins',
      valid_time: {},
    },
    {
      observable: domain('example.com'),
      disposition: 1,
      priority: 90,
      ...TALOS,
      severity: 'None',
      reason: 'Reserved for documentation',
      valid_time: { start_time: iso(now - 900 * DAY), end_time: FOREVER },
    },
    {
      observable: domain('hostile.example.net'),
      disposition: 2,
      priority: 50,
      confidence: 'Low',
      severity: 'Critical',
      source: '<!channel> **Talos** \u202Egpj.exe',
      reason: '</title><script>alert(1)</script> [click](http://hostile.example.net) <@U0000001>',
      source_uri: 'javascript:alert(1)',
      valid_time: { start_time: iso(now - DAY), end_time: iso(now + DAY) },
    },
    ...Array.from({ length: 22 }, (_, at) => ({
      observable: domain('crowded.example.net'),
      disposition: at === 17 ? 2 : 3,
      priority: 40 + at,
      confidence: 'Low',
      severity: 'Low',
      source: `Example list ${at + 1}`,
      valid_time: { start_time: iso(now - (at + 1) * DAY), end_time: iso(now + 30 * DAY) },
    })),
  ].map((one, at) => judgement(globalAddress('judgement', shortJudgementId(at + 1)), one, now));

const NAMES = ['Clean', 'Malicious', 'Suspicious', 'Common', 'Unknown'] as const;

const judgement = (id: string, fields: Document, now: number): Document => ({
  ...stamped(now - DAY),
  type: 'judgement',
  id,
  disposition_name: NAMES[Number(fields['disposition']) - 1],
  external_ids: [],
  timestamp: iso(now - DAY),
  ...fields,
});
