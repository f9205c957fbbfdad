import type { Card } from '../cards/card.ts';
import type { Finding } from '../verdicts/finding.ts';
import { type Disposition, worstFirst } from '../verdicts/verdict.ts';
import type { Mention } from './annotation.ts';

/** What a message mentions, with what was found of each. */
export const mentionsOf = (findings: readonly Finding[]): Mention[] =>
  findings.map(({ observable, headline }) => ({ observable, disposition: headline }));

/** The worst that was found. */
export const headlineOf = (findings: readonly Finding[]): Disposition =>
  worstFirst.find((one) => findings.some(({ headline }) => headline === one)) ?? 'unknown';

/** After an edit, or a file that was read later, made things worse: one line, since an updated card notifies nobody. */
export const worseLine = ({ headline, simulated, parts }: Card, why = 'After an edit'): Card => ({
  headline: `${why}: ${headline}`,
  simulated,
  parts: parts.slice(0, 1),
});
