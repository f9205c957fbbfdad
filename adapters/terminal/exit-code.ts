import type { Card } from '../../src/cards/card.ts';
import type { CardData, Refusal } from '../../src/cards/card-data.ts';
import type { FailureKind } from '../../src/failure.ts';
import type { Finding } from '../../src/verdicts/finding.ts';

/** What the command line promises to scripts; 64 and up as in BSD's sysexits. */
export const exitCodes = {
  done: 0,
  found: 1,
  usage: 2,
  unreachable: 69, // EX_UNAVAILABLE
  rateLimited: 75, // EX_TEMPFAIL
  notPermitted: 77, // EX_NOPERM
  configuration: 78, // EX_CONFIG
} as const;

/** `--fail-on`: `suspicious` means malicious or suspicious. */
export type FailOn = 'malicious' | 'suspicious' | undefined;

/** What a card means to a script. */
export function exitCodeOf({ data }: Card, failOn: FailOn): number {
  switch (data?.kind) {
    case 'verdicts':
      return failOn === undefined ? exitCodes.done : codeOfFindings(data.findings, failOn);
    case 'details':
      return failOn === undefined ? exitCodes.done : codeOfDetails(data, failOn);
    case 'intel':
      return failOn !== undefined && isBad(data.verdict?.disposition ?? '', failOn) ? exitCodes.found : exitCodes.done;
    case 'sandbox':
      return failOn !== undefined && isBad(data.disposition ?? '', failOn) ? exitCodes.found : exitCodes.done;
    case 'refusal':
      return refusalCodes[data.why];
    case 'failure':
      return failureCodes[data.failure];
    default:
      return exitCodes.done;
  }
}

/** Under `--fail-on`, an observable of which no source said anything because all are down must not pass for harmless. */
function codeOfFindings(findings: readonly Finding[], failOn: 'malicious' | 'suspicious'): number {
  if (findings.some(({ headline }) => isBad(headline, failOn))) return exitCodes.found;
  const unasked = findings.some(({ answered, gaps }) => answered.length === 0 && gaps.length > 0);
  return unasked ? exitCodes.unreachable : exitCodes.done;
}

function codeOfDetails({ observation }: CardData & { kind: 'details' }, failOn: 'malicious' | 'suspicious'): number {
  const { verdicts, judgements, answered, gaps } = observation;
  if ([...verdicts, ...judgements].some(({ disposition }) => isBad(disposition, failOn))) return exitCodes.found;
  return answered.length === 0 && gaps.length > 0 ? exitCodes.unreachable : exitCodes.done;
}

const isBad = (disposition: string, failOn: 'malicious' | 'suspicious'): boolean =>
  disposition === 'malicious' || disposition === failOn;

const refusalCodes: Readonly<Record<Refusal, number>> = {
  'missing-scope': exitCodes.notPermitted,
  'not-permitted': exitCodes.notPermitted,
  'not-yours': exitCodes.notPermitted,
  'not-now': exitCodes.rateLimited,
  'over-budget': exitCodes.rateLimited,
  'rate-limited': exitCodes.rateLimited,
  'too-many': exitCodes.rateLimited,
  expired: exitCodes.usage,
  usage: exitCodes.usage,
};

/** Also for a Failure that comes before there is a card. */
export const failureCodes: Readonly<Record<FailureKind, number>> = {
  unauthorized: exitCodes.configuration,
  'missing-scope': exitCodes.notPermitted,
  'rate-limited': exitCodes.rateLimited,
  'over-budget': exitCodes.rateLimited,
  'bad-request': exitCodes.unreachable,
  'not-found': exitCodes.unreachable,
  unavailable: exitCodes.unreachable,
  'timed-out': exitCodes.unreachable,
  unreachable: exitCodes.unreachable,
  malformed: exitCodes.unreachable,
  'too-large': exitCodes.unreachable,
  'store-unavailable': exitCodes.unreachable,
  'platform-rate-limited': exitCodes.rateLimited,
  'platform-unavailable': exitCodes.unreachable,
  'platform-refused': exitCodes.unreachable,
  'place-gone': exitCodes.unreachable,
};
