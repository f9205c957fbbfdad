import type { Progress } from '../response-actions/performer.ts';
import type { Run } from './workflow.ts';

/** State words are not in the specification: these are LIKELY those of a good end. */
const good = /^(?:succ|success|successful|succeeded|completed?|done|finished|ok)$/i;
/** And those of a run that waits for somebody. */
const waiting = /paus|wait|pend|hold|suspend/i;

/** In place of words that may quote a secret: escaped, encoded or cut it could not be found in them. */
export const leftOut = 'What XDR said is left out, since a secret was sent with it.';

/**
 * How a run goes, for its card. Whatever its state is called, it is over with a time of its end, and not before. `secret`: a
 * secret was sent with it, and nothing but its state is told.
 */
export function runProgress(run: Run, link: string | undefined, secret = false): Progress {
  const { state, endedOn } = run;
  const { problem, output } = secret ? { problem: undefined, output: [] } : run;
  const over = endedOn !== undefined;
  const says = [
    ...(problem ? [problem] : []),
    ...(!over && waiting.test(state) ? ['It may wait for an answer: see “workflow tasks”.'] : []),
    ...(secret && (run.problem || run.output.length > 0) ? [leftOut] : []),
    ...output.flatMap(({ name, value }) => {
      const [first = '', ...more] = value.split(/\r?\n/).filter((line) => line.trim() !== '');
      return [`${name}: ${first}`, ...more.slice(0, 20)];
    }),
  ];
  return {
    state,
    over,
    ...(over && !good.test(state) ? { failed: true } : {}),
    ...(says.length > 0 ? { says: says.slice(0, 40).map((line) => line.slice(0, 400)) } : {}),
    ...(link ? { link } : {}),
  };
}
