import { outsideText } from '../cards/outside-text.ts';
import type { Disposition } from '../verdicts/verdict.ts';

const hour = 60 * 60 * 1000;
const day = 24 * hour;

/** For how long a judgement may stand, milliseconds. */
export const [shortest, standard, longest] = [hour, 30 * day, 365 * day];

/** What the words after `judge` mean. `what` holds the observable. */
export type JudgeWords = Readonly<{ what: string; disposition: Disposition; forMs: number; reason?: string }>;

/**
 * `time`: what stands where a time should; `words`: they are none that `judge` knows, and `why` says what is wrong with them
 * where that is known, fit for a card.
 */
export type WrongWords = Readonly<{ wrong: 'words'; why?: string } | { wrong: 'time'; given: string }>;

/** Two hyphens, which telephones and Macs write as one dash. */
const option = (name: string) => `(?:--|[\\u2013\\u2014])${name}`;
const reasonOption = new RegExp(`(?:^|\\s)${option('reason')}(?:[=:]|\\s|$)`, 'i');
const nextOption = new RegExp(`\\s${option('for')}(?:[=:]|\\s|$)`, 'i');
const forWord = new RegExp(`(?:^|\\s)(?:${option('for')}(?:[=:]|\\s+|$)|for(?:\\s+|$))`, 'i');
const span = /^(\d{1,5})\s*(h|hours?|d|days?|w|weeks?)(?=\s|$)/i;

const dispositions: ReadonlySet<string> = new Set<Disposition>([
  'malicious',
  'suspicious',
  'clean',
  'common',
  'unknown',
]);
/** Small words that say nothing. */
const small: ReadonlySet<string> = new Set(['as', 'is']);

/**
 * Reads `evil.example malicious for 30d --reason seen in INC-42`: observable, disposition and options in any order. A reason
 * goes on to the next option or the end, so that it may hold any words.
 */
export function readJudge(rest: string): JudgeWords | WrongWords {
  const { words, reason } = withoutReason(rest);
  const time = withoutTime(words);
  if ('wrong' in time) return time;
  const all = time.words.split(/\s+/).filter(Boolean);
  const said = all.filter((one) => dispositions.has(one.toLowerCase()));
  const what = all.filter((one) => !dispositions.has(one.toLowerCase()) && !small.has(one.toLowerCase()));
  const strange = what.find((one) => /^(?:--|[\u2013\u2014])[a-z]/i.test(one));
  if (all.length === 0) return { wrong: 'words' };
  if (strange !== undefined) return wrongWords(`I do not know the option “${outsideText(strange, 40)}”.`);
  if (said.length > 1)
    return wrongWords(`these words hold ${said.length} dispositions (${said.join(', ')}); write one.`);
  if (said.length === 0) {
    // What is all letters stands where a disposition would; an observable is seldom so.
    const other = what.length > 1 ? what.findLast((one) => /^[a-z-]+$/i.test(one)) : undefined;
    const first = other ? `I do not know the disposition “${outsideText(other, 40)}”.` : 'the disposition is missing.';
    return wrongWords(`${first} Write one of ${[...dispositions].join(', ')}.`);
  }
  if (what.length === 0) return wrongWords('the observable is missing.');
  return {
    what: what.join(' '),
    disposition: said[0]!.toLowerCase() as Disposition,
    forMs: time.forMs,
    ...(reason ? { reason } : {}),
  };
}

const wrongWords = (why: string): WrongWords => ({ wrong: 'words', why });

function withoutReason(rest: string): Readonly<{ words: string; reason?: string }> {
  const begins = reasonOption.exec(rest);
  if (!begins) return { words: rest };
  const after = rest.slice(begins.index + begins[0].length);
  const ends = nextOption.exec(` ${after}`);
  const given = ends ? after.slice(0, Math.max(0, ends.index - 1)) : after;
  const reason = given.trim().replace(/^["“”'](.*)["“”']$/su, '$1');
  return { words: `${rest.slice(0, begins.index)} ${ends ? ` ${after}`.slice(ends.index) : ''}`, reason };
}

function withoutTime(words: string): Readonly<{ words: string; forMs: number }> | WrongWords {
  const begins = forWord.exec(words);
  if (!begins) return { words, forMs: standard };
  const after = words.slice(begins.index + begins[0].length);
  const [all = '', count, unit = ''] = span.exec(after) ?? [];
  const forMs = Number(count) * (units[unit.slice(0, 1).toLowerCase()] ?? Number.NaN);
  if (!(forMs >= shortest && forMs <= longest)) return { wrong: 'time', given: words.slice(begins.index).trim() };
  const left = `${words.slice(0, begins.index)} ${after.slice(all.length)}`;
  return forWord.test(left) ? wrongWords('these words hold more than one time.') : { words: left, forMs };
}

const units: Readonly<Record<string, number>> = { h: hour, d: day, w: 7 * day };
