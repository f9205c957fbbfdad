import { type Observable, observableKey } from '../observables/observable.ts';
import { spanInWords } from '../response-actions/action-words.ts';
import type { ResponseAction } from '../response-actions/response-action.ts';
import type { Disposition } from '../verdicts/verdict.ts';
import { numbers } from './judgement.ts';
import { longest, shortest } from './read-judge.ts';

/** What is to be written, as it lies in an action: a judgement for so many milliseconds, or the end of one. */
export type JudgementWish =
  | Readonly<{
      does: 'judge';
      observable: Observable;
      disposition: Disposition;
      forMs: number;
      /** Judgements of ours that end with it; ids. */
      instead: readonly string[];
    }>
  | Readonly<{ does: 'expire'; id: string }>;

const ofStore = {
  categories: [],
  module: 'Private intelligence',
  moduleId: 'private-intelligence',
  via: 'judgement',
} as const;

/** So many older judgements end with a new one. */
export const mostInstead = 10;

/**
 * A judgement as an action. The same observable with the same disposition is the same action: for how long, and what ends
 * with it, stands behind the `#`, which makes no difference to that.
 */
export function judgeAction({
  observable: { type, value },
  disposition,
  forMs,
  instead,
}: Omit<JudgementWish & { does: 'judge' }, 'does'>): ResponseAction {
  const same = new URLSearchParams({ type, value, disposition });
  const more = new URLSearchParams({ ms: String(forMs), instead: instead.slice(0, mostInstead).join(',') });
  return {
    ...ofStore,
    id: `judge-${disposition}`,
    title: `Judge ${disposition} for ${spanInWords(forMs)}${inPlace(instead.length)}`,
    url: `/judgement/write?${same}#${more}`,
  };
}

const inPlace = (count: number): string =>
  count === 0 ? '' : count === 1 ? ', ending an older one' : `, ending ${count} older ones`;

/** The end of a judgement as an action. */
export const expireAction = (id: string, disposition: Disposition): ResponseAction => ({
  ...ofStore,
  id: 'expire-judgement',
  title: `Expire the judgement “${disposition}”`,
  url: `/judgement/expire?${new URLSearchParams({ id })}`,
});

const shortId = /^judgement-[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

/** Reads back what an action wants; undefined when it is none of ours, or about another observable than its request. */
export function readWish({ url, via }: ResponseAction, about: Observable | undefined): JudgementWish | undefined {
  if (via !== 'judgement' || !URL.canParse(url, 'https://xdr.invalid')) return undefined;
  const { pathname, searchParams, hash } = new URL(url, 'https://xdr.invalid');
  const said = (name: string) => searchParams.get(name) ?? '';
  if (pathname === '/judgement/expire')
    return shortId.test(said('id')) ? { does: 'expire', id: said('id') } : undefined;
  const disposition = said('disposition');
  const observable = { type: said('type'), value: said('value') };
  const more = new URLSearchParams(hash.slice(1));
  const forMs = Number(more.get('ms'));
  const isKnown = pathname === '/judgement/write' && Object.hasOwn(numbers, disposition);
  if (!isKnown || !(forMs >= shortest && forMs <= longest)) return undefined;
  if (!about || observableKey(observable) !== observableKey(about)) return undefined;
  const instead = (more.get('instead') ?? '').split(',').filter((id) => shortId.test(id));
  return {
    does: 'judge',
    observable: about,
    disposition: disposition as Disposition,
    forMs,
    instead: instead.slice(0, mostInstead),
  };
}
