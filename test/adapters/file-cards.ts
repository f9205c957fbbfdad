import type { Card } from '../../src/cards/card.ts';
import type { CardFile } from '../../src/cards/file.ts';

export const file = (parts: Partial<CardFile> = {}): CardFile => ({
  part: 'file',
  name: 'incident-room-2026-11-30.csv',
  mediaType: 'text/csv',
  bytes: Buffer.from('value,type\n192.0.2.1,ip\n'),
  ...parts,
});
export const fileCard = (...files: readonly CardFile[]): Card => ({
  headline: 'Exported: 1 observable',
  simulated: false,
  parts: [
    { part: 'heading', tone: 'info', word: 'Exported', spans: [{ span: 'text', text: '1 observable' }] },
    ...files,
    { part: 'note', spans: [{ span: 'text', text: 'As of now.' }] },
  ],
});
