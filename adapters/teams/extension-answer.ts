import type { Card } from '../../src/cards/card.ts';
import { plainText } from '../../src/cards/plain-text.ts';
import type { SignPress } from '../../src/presses/press.ts';
import { cut } from '../one-line.ts';
import { adaptiveCardType, renderCard, withoutButtons } from './adaptive-card.ts';
import { literal, unmarked } from './card-text.ts';
import { limits } from './limits.ts';
import type { InvokeAnswer } from './receive.ts';

/** Characters of what a list of results and a message show; ours. */
const most = { title: 200, text: 300, message: 700 };

const composed = (composeExtension: object): InvokeAnswer => ({ status: 200, body: { composeExtension } });

const results = (attachments: readonly object[]): InvokeAnswer =>
  composed({ type: 'result', attachmentLayout: 'list', attachments });

/** No results, or no more of them. */
export const noResults: InvokeAnswer = results([]);

/** Words in the place of results: nothing that could be inserted. https://learn.microsoft.com/microsoftteams/platform/messaging-extensions/how-to/search-commands/respond-to-search */
export const wordsOnly = (words: string): InvokeAnswer => composed({ type: 'message', text: words });

/** What a card says, in the place of results. */
export const cardAsWords = (card: Card): InvokeAnswer =>
  wordsOnly(cut(unmarked(plainText(card)).replaceAll('\n', ' '), most.message) || 'Nothing to show.');

/**
 * One result, which stands in the message as the card. Under links Teams shows version 1.3 at most; what it does not know
 * of a later one has a fallback. https://learn.microsoft.com/microsoftteams/platform/messaging-extensions/how-to/link-unfurling
 */
export function cardToInsert(card: Card, signPress: SignPress, version: '1.3' | '1.5' = '1.5'): InvokeAnswer {
  const { card: content } = renderCard(card, signPress, { most: limits.extensionBytes });
  return results([{ contentType: adaptiveCardType, content: { ...content, version }, preview: previewOf(card) }]);
}

/** What the list of results shows. Clients differ in what they read it as (plain, markdown, HTML), so it is nothing to any. */
function previewOf(card: Card): object {
  const title = `${card.simulated ? 'SIMULATED: ' : ''}${unmarked(literal(card.headline))}`.trim();
  const below = plainText({ ...card, simulated: false })
    .split('\n')
    .slice(1);
  const text = unmarked(below.map((line) => line.trim()).join(' · '));
  return {
    contentType: 'application/vnd.microsoft.card.thumbnail',
    content: { title: cut(title, most.title) || 'XDR', ...(text && { text: cut(text, most.text) }) },
  };
}

/**
 * A dialog, which only who asked sees. Its buttons are left out: `Action.Execute` is not supported there, and
 * `Action.Submit` closes the dialog.
 * https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/universal-actions-for-adaptive-cards/overview
 */
export function dialog(card: Card, signPress: SignPress): InvokeAnswer {
  const still = withoutButtons(card);
  const shown = still === card ? card : withNote(still, 'For details, ask me in our chat.');
  const { card: content } = renderCard(shown, signPress, { most: limits.extensionBytes });
  const value = {
    title: 'Cisco XDR',
    height: 'medium',
    width: 'medium',
    card: { contentType: adaptiveCardType, content },
  };
  return { status: 200, body: { task: { type: 'continue', value } } };
}

/** A dialog of words alone. */
export const wordsDialog = (words: string): InvokeAnswer => ({
  status: 200,
  body: { task: { type: 'message', value: words } },
});

export const withNote = (card: Card, words: string): Card => ({
  ...card,
  parts: [...card.parts, { part: 'note', spans: [{ span: 'text', text: words }] }],
});
