import { type Span, text } from '../cards/card.ts';
import { safeLink } from '../cards/link.ts';
import { outsideText } from '../cards/outside-text.ts';
import { timeOf } from '../cards/wording.ts';
import type { ActionRequest } from './action-request.ts';
import { viaWords, whereToLook } from './via-words.ts';

/** So many lines of what was said stand on a card; the rest is where it was said. */
const mostLines = 8;

/** How what was started goes, in sentences; nothing where nothing is followed. */
export function progressStory(
  { progress, action, terms }: ActionRequest,
  trustedHosts: readonly string[] = [],
): readonly (readonly Span[])[] {
  if (!progress || terms.dryRun) return [];
  const { service } = viaWords(action);
  const lines = (progress.says ?? []).map((line) => outsideText(line, 200)).filter((line) => line !== '');
  const state = outsideText(progress.state, 40);
  const head: readonly Span[] = progress.lost
    ? [text(`How it ended is not known: ${service} was asked for a day. Look in ${whereToLook(action)}.`)]
    : progress.over && progress.endedAt !== undefined
      ? [timeOf(progress.endedAt), text(`: ${service} says ${state ? `“${state}”` : 'that it ended'}.`)]
      : state
        ? [text(`${service} says “${state}”; this card follows it.`)]
        : [text('This card follows it.')];
  const more = lines.length - mostLines;
  return [
    head,
    ...lines.slice(0, mostLines).map((line) => [text(line)]),
    ...(more > 0 ? [[text(`… and ${more} lines more, in ${whereToLook(action)}.`)]] : []),
    ...(progress.link ? [[safeLink('Look there', progress.link, trustedHosts)]] : []),
  ];
}
