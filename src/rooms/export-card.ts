import { type Card, text } from '../cards/card.ts';
import type { CardFile } from '../cards/file.ts';
import { counted } from '../cards/wording.ts';
import type { CollectedCounts } from './collected.ts';
import { countWords } from './observables-card.ts';

/** In which forms a room is exported. */
export const exportForms = ['csv', 'timeline', 'stix', 'json'] as const;
export type ExportForm = (typeof exportForms)[number];

const formWords: Readonly<Record<ExportForm, string>> = {
  csv: 'observables as CSV',
  timeline: 'timeline as CSV',
  stix: 'STIX 2.1 bundle',
  json: 'CTIM bundle (JSON)',
};

export type ExportCardFacts = Readonly<{
  form: ExportForm;
  file: CardFile;
  /** In the file, and in the room. */
  rows: number;
  all: number;
  by: CollectedCounts['by'];
  /** What has to be said about this file. */
  remarks: readonly string[];
  simulated: boolean;
}>;

/** A room as a file, with what is in it. */
export function exportCard({ form, file, rows, all, by, remarks, simulated }: ExportCardFacts): Card {
  const what = form === 'timeline' ? counted(rows, 'event') : counted(rows, 'observable');
  const sentence = `${formWords[form]}, ${what}.`;
  const left = all - rows;
  return {
    headline: `Export: ${sentence}`,
    simulated,
    parts: [
      { part: 'heading', tone: 'info', word: 'Export', spans: [text(sentence)] },
      {
        part: 'facts',
        facts: [
          ...(form === 'timeline' ? [] : [{ name: 'Observables', spans: [text(countWords(by))] }]),
          ...(left > 0
            ? [
                {
                  name: 'Left out',
                  spans: [
                    text(
                      form === 'timeline'
                        ? `what came before the newest ${rows}`
                        : `${left} of ${all}: the file holds the worst ${rows}, of the same verdict the last mentioned`,
                    ),
                  ],
                },
              ]
            : []),
        ],
      },
      { part: 'note', spans: [text(['Values in the file are live. TLP:AMBER.', ...remarks].join(' '))] },
      file,
    ],
  };
}
