import type { Card } from '../../src/cards/card.ts';
import type { CardData } from '../../src/cards/card-data.ts';
import { filesOf } from '../../src/cards/file.ts';
import type { Finding } from '../../src/verdicts/finding.ts';
import type { Verdict } from '../../src/verdicts/verdict.ts';

/**
 * A card as one line of JSON; `docs/terminal.md` describes the shape. Values are as XDR gave them (not defanged), so
 * whatever a terminal would obey is written as an escape.
 */
export function jsonLine(card: Card): string {
  const { data, headline, simulated } = card;
  const facts = data ? factsOf(data) : { kind: 'text' };
  const files = filesOf(card).map(({ name, mediaType, bytes }) => ({ name, mediaType, bytes: bytes.length }));
  const beside = files.length > 0 ? { files } : {};
  return JSON.stringify({ schema: 1, simulated, headline, ...facts, ...beside }).replace(obeyed, escaped);
}

function factsOf(data: CardData): Readonly<Record<string, unknown>> {
  switch (data.kind) {
    case 'verdicts':
      return { kind: data.kind, found: data.found, kept: data.kept, observables: data.findings.map(findingFacts) };
    case 'details':
      return {
        kind: data.kind,
        ...data.observable,
        ...data.observation,
        verdicts: data.observation.verdicts.map(verdictFacts),
      };
    case 'pivots':
      return { kind: data.kind, ...data.observable, links: data.links, gaps: data.gaps };
    case 'intel':
      return intelFacts(data);
    case 'status':
      return { kind: data.kind, ...data.status };
    case 'refusal':
    case 'failure':
      return { ...data, ...(data.retryAt === undefined ? {} : { retryAt: isoTime(data.retryAt) }) };
    case 'inspected':
    case 'sandbox':
    case 'action':
    case 'incident':
    case 'incidents':
    case 'room':
    case 'casebook':
    case 'casebooks':
    case 'help':
    case 'regions':
      return data;
  }
}

const findingFacts = ({ observable, headline, verdicts, via, gaps, answered, askedAt }: Finding) => ({
  ...observable,
  disposition: headline,
  verdicts: verdicts.map(verdictFacts),
  via: via.map((one) => ({ ...one.observable, verdicts: one.verdicts.map(verdictFacts) })),
  gaps,
  answered,
  askedAt: isoTime(askedAt),
});

const intelFacts = ({ observable, verdict, judgements, ...said }: CardData & { kind: 'intel' }) => ({
  ...said,
  ...observable,
  ...(verdict ? { verdict: verdictFacts(verdict) } : {}),
  judgements: judgements.map(({ observable: _, groups: __, ...judgement }) => judgement),
});

const verdictFacts = ({ observable: _, ...said }: Verdict) => said;

const isoTime = (epoch: number): string | null => {
  const at = new Date(epoch);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
};

/** What JSON leaves as it is and a terminal obeys or hides. */
const obeyed = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu;

const escaped = (character: string): string =>
  character.replace(/[\s\S]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
