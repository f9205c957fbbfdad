import { type Card, type Span, text, value } from '../cards/card.ts';
import { counted, timeOf } from '../cards/wording.ts';
import type { Interruption, Telling } from './interruption.ts';

type Words = Readonly<{ word: string; sentence: string; more: readonly Span[] }>;

/** What a room is told when its watching was interrupted: once when it begins, once when it ends. */
export function interruptionCard(
  { interruption, tell }: Telling,
  { prefix, simulated }: Readonly<{ prefix: string; simulated: boolean }>,
): Card {
  const { word, sentence, more } = wordsOf(interruption, tell, prefix);
  return {
    headline: `${word}: ${sentence}`,
    simulated,
    parts: [
      { part: 'heading', tone: tell === 'end' ? 'info' : 'incomplete', word, spans: [text(sentence)] },
      { part: 'text', spans: more },
    ],
  };
}

function wordsOf(interruption: Interruption, tell: Telling['tell'], prefix: string): Words {
  const { kind, from, until = from, messages } = interruption;
  const catchUp = [value(`${prefix} catch-up`)];
  switch (kind) {
    case 'paused':
      return tell === 'begin' ? paused(interruption) : resumed(interruption);
    case 'not-heard':
      return {
        word: 'Messages may be missing',
        sentence: 'I could hear or store nothing for a while.',
        more: [
          text('What was written here from '),
          timeOf(from),
          text(' to '),
          timeOf(until),
          text(' was not looked up. '),
          ...catchUp,
          text(' reads it now.'),
        ],
      };
    case 'given-up':
      return {
        word: 'Not looked up',
        sentence: `${counted(messages, 'message')} waited for 24 hours, and XDR could not be asked.`,
        more: [
          text(messages === 1 ? 'It was written at ' : 'They were written from '),
          timeOf(from),
          ...(messages === 1 ? [] : [text(' to '), timeOf(until)]),
          text('. '),
          ...catchUp,
          text(' tries again.'),
        ],
      };
  }
}

const paused = ({ why, from }: Interruption): Words => ({
  word: 'Watching pauses',
  sentence:
    why === 'budget' ? 'the calls to XDR that watching may make in an hour are used up.' : 'Cisco XDR does not answer.',
  more: [
    text('Messages since '),
    timeOf(from),
    text(
      ' wait and are looked up when there is room again; after ten minutes I only say what is malicious or suspicious.',
    ),
    ...(why === 'budget' ? [text(' Commands still work.')] : []),
  ],
});

const resumed = ({ from }: Interruption): Words => ({
  word: 'Watching goes on',
  sentence: 'what waited has been looked up.',
  more: [text('It had waited since '), timeOf(from), text('. What came late and is bad was said, and marked late.')],
});
