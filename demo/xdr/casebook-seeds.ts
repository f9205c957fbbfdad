import type { Document } from './documents.ts';
import { iso, stamped, storeAddress } from './incident-documents.ts';

const DAY = 24 * 3_600_000;

/** `casebook-00000001-0000-4000-8000-000000000000`. */
export const shortCasebookId = (number: number): string =>
  `casebook-${String(number).padStart(8, '0')}-0000-4000-8000-000000000000`;

/** What was there before the bot: one as people keep them, one with markup and duplicates, one of which only the id is known. */
export const seededCasebooks = (now: number): readonly Document[] => [
  { type: 'casebook', id: storeAddress('casebook', shortCasebookId(3)), schema_version: '1.3.30' },
  {
    ...stamped(now - 9 * DAY),
    type: 'casebook',
    id: storeAddress('casebook', shortCasebookId(2)),
    title: 'Old proxy logs <!channel> **look here**',
    description: '# Heading\n\n[click](https://evil.example/login) and **bold**',
    observables: [
      { type: 'domain', value: 'internetbadguys.com' },
      { type: 'ip', value: '192.0.2.10' },
      { type: 'domain', value: 'internetbadguys.com' },
    ],
    texts: [{ type: 'note', text: 'From the proxy, see http://internetbadguys.com/a' }],
    source: 'SecureX Threat Response UI',
    timestamp: iso(now - 9 * DAY),
  },
  {
    ...stamped(now - DAY),
    type: 'casebook',
    id: storeAddress('casebook', shortCasebookId(1)),
    title: 'Phishing wave against finance',
    short_description: 'Collected by hand',
    observables: [
      { type: 'domain', value: 'internetbadguys.com' },
      { type: 'sha256', value: 'e7c8ad380f2bc7d294a059db462a8ea9966a0320ba752d3df8688d41073beb69' },
    ],
    texts: [{ type: 'note', text: 'Confirmed with the user.' }],
    source: 'SecureX Threat Response UI',
    external_ids: [],
    timestamp: iso(now - DAY),
  },
];
