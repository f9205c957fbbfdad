import { slackText } from '../../adapters/slack/text.ts';
import { HOSTILE } from '../../bench/detection/texts.ts';
import { candidates } from '../../src/observables/candidates.ts';

/** Work that grew with the square of this length would not end before the test's time is over. */
const LENGTH = 1 << 18;

test.each(HOSTILE)('a text of nothing but %j, very long, is read to its end', (unit) => {
  const text = unit.repeat(Math.ceil(LENGTH / unit.length));
  for (const one of candidates(slackText(text))) expect(one.value.length).toBeLessThanOrEqual(2000);
  expect(candidates(`${text} 45.83.10.7`).at(-1)).toEqual({ shape: 'ip', value: '45.83.10.7' });
});
