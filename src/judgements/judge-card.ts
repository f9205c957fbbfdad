import { buttons, pressLabel } from '../cards/button.ts';
import { type Card, type Part, type Row, type Span, text } from '../cards/card.ts';
import { outsideText } from '../cards/outside-text.ts';
import { shown, shownSpans } from '../cards/shown.ts';
import { capital, counted, timeGiven, timeOf } from '../cards/wording.ts';
import { decidingOn } from '../intel/deciding.ts';
import type { Observable } from '../observables/observable.ts';
import { spanInWords } from '../response-actions/action-words.ts';
import type { OfferedPress } from '../response-actions/offers.ts';
import type { Disposition } from '../verdicts/verdict.ts';
import { humanPriority, type OwnJudgement, ownSource } from './judgement.ts';
import { makerOf } from './judgement-words.ts';

export type JudgeCardFacts = Readonly<{
  observable: Observable;
  disposition: Disposition;
  forMs: number;
  reason?: string | undefined;
  /** What stands about it in the store already, and which of it ends with the new one; ids. */
  standing: readonly OwnJudgement[];
  instead: readonly string[];
  offered: OfferedPress;
  client: string;
  now: number;
  simulated: boolean;
}>;

/** So many of what stands already are drawn out. */
const mostRows = 5;

/** What exactly would be written; nothing is before it was confirmed in the form that the button opens. */
export function judgeCard(facts: JudgeCardFacts): Card {
  const { observable, disposition, forMs, reason, standing, offered, client, now, simulated } = facts;
  const { terms } = offered;
  const name = shown(observable);
  const words = `Judge ${disposition} …`;
  return {
    headline: `Judge ${disposition}: ${name}`,
    simulated,
    parts: [
      {
        part: 'heading',
        tone: disposition,
        word: `Judge ${disposition}`,
        spans: shownSpans(observable),
      },
      {
        part: 'facts',
        facts: [
          { name: 'Until', spans: [timeOf(now + forMs), text(` (${spanInWords(forMs)} from when it is written)`)] },
          { name: 'Weighs', spans: [text(`as a person's judgement: priority ${humanPriority}`)] },
          {
            name: 'Written as',
            spans: [text(`source ${ownSource}, by API client ${outsideText(client, 60)}; your name is not written`)],
          },
          { name: 'Readable for', spans: [text('your organisation (TLP amber)')] },
          { name: 'Reason', spans: [text(reason ? outsideText(reason, 300) : 'asked for when you confirm')] },
          ...(terms.approvals > 0 ? [{ name: 'Needs', spans: [text(counted(terms.approvals, 'approval'))] }] : []),
        ],
      },
      ...standsAlready(facts),
      ...(terms.dryRun ? [note('Dry run here: everything but the call.')] : []),
      ...(standing.length > 0 ? weighing(facts) : []),
      ...buttons([
        { text: words, label: pressLabel(words, '', shown(observable, 100)), press: offered.press, style: 'primary' },
      ]),
      note(
        'Into private intelligence, where everybody in your organisation reads it. Nothing is written before you have confirmed it.',
      ),
    ],
  };
}

const note = (words: string): Part => ({ part: 'note', spans: [text(words)] });

function standsAlready({ standing, instead }: JudgeCardFacts): readonly Part[] {
  if (standing.length === 0) return [];
  const more = standing.length - mostRows;
  return [
    {
      part: 'rows',
      title: 'Stands already',
      rows: standing.slice(0, mostRows).map((one) => rowOf(one, instead.includes(one.id))),
    },
    ...(more > 0
      ? [note(`${more} more ${more === 1 ? 'stands' : 'stand'} and ${more === 1 ? 'is' : 'are'} not shown.`)]
      : []),
  ];
}

const rowOf = (judgement: OwnJudgement, ends: boolean): Row => ({
  tone: judgement.disposition,
  word: capital(judgement.disposition),
  spans: untilOf(judgement),
  notes: [
    text(
      `by ${makerOf(judgement)}, priority ${judgement.priority ?? 0}${ends ? '; expires when the new one is written' : ''}`,
    ),
  ],
});

const untilOf = ({ until }: OwnJudgement): readonly Span[] =>
  until === undefined ? [text('without an end')] : [text('until '), timeGiven(until)];

/** Where another one would go on making the verdict, who asks is told before he confirms. */
function weighing({ observable, disposition, standing, instead, now }: JudgeCardFacts): readonly Part[] {
  const rest = standing.filter(({ id }) => !instead.includes(id));
  const from = new Date(now).toISOString();
  const wanted = { module: '', observable, priority: humanPriority, disposition, from };
  const winner = decidingOn(observable, [...rest, wanted], now);
  if (!winner || winner.disposition === disposition) return [];
  return [
    {
      part: 'text',
      spans: [
        text(
          `The verdict of the store stays ${winner.disposition}: where priorities are equal, Clean goes before Malicious, `,
        ),
        text('then come Suspicious, Common and Unknown. Whoever made the other judgement has to end it first.'),
      ],
    },
  ];
}
