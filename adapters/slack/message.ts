import type { Card } from '../../src/cards/card.ts';
import { plainText } from '../../src/cards/plain-text.ts';
import type { SignPress } from '../../src/presses/press.ts';
import { cut } from '../one-line.ts';
import { type Block, renderPieces } from './blocks.ts';
import { foldMessage } from './fold.ts';
import { limits } from './limits.ts';
import { unlinked } from './rich-text.ts';

/**
 * What every message of ours consists of; `text` stands in notifications and is read out, and is all there is to see
 * where there are no blocks.
 */
export type Message = Readonly<{ text: string; blocks?: Block[] }>;

export const renderMessage = (card: Card, signPress: SignPress): Required<Message> => ({
  text: fallbackText(card),
  blocks: foldMessage(renderPieces(card, signPress)),
});

/** The least that can be said of a card, for when Slack refuses the whole as too long. */
export const renderShort = (card: Card, signPress: SignPress): Required<Message> =>
  renderMessage(
    {
      ...card,
      parts: [
        ...card.parts.filter(({ part }) => part === 'heading').slice(0, 1),
        { part: 'note', spans: [{ span: 'text', text: 'The rest is too long for Slack.' }] },
        ...card.parts.filter(({ part }) => part === 'buttons').slice(0, 1),
      ],
    },
    signPress,
  );

/** A card's headline as text, for when Slack refuses blocks of any kind. */
export const renderBare = (card: Card): Message => ({
  text: fallbackText({
    ...card,
    parts: [
      ...card.parts.filter(({ part }) => part === 'heading').slice(0, 1),
      { part: 'note', spans: [{ span: 'text', text: 'Slack refused to show the rest; ask for it with "enrich".' }] },
    ],
  }),
});

/** Slack reads `text` as its own markup: what would be markup is escaped, what would be a link is broken. */
function fallbackText(card: Card): string {
  const text = cut(unlinked(plainText(card)), limits.fallbackText) || 'xdr';
  return escaped(text);
}

/** https://docs.slack.dev/messaging/formatting-message-text#escaping */
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
