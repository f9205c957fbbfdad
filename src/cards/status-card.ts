import { type Card, type Part, type Span, text, value } from './card.ts';
import { outsideText } from './outside-text.ts';
import type { OptionalPart, PartState, StatusFacts } from './status-facts.ts';
import { capital, counted, durationWords } from './wording.ts';

/** How the bot is: XDR, scopes, budget, this channel, platforms, database, version. */
export function statusCard({ status, simulated }: Readonly<{ status: StatusFacts; simulated: boolean }>): Card {
  const { xdr, region, scopes, budget, actions, waiting, here, threatGrid, platforms, database, version } = status;
  const troubled =
    [xdr, ...(actions?.state ? [actions.state] : []), ...platforms].some(({ state }) => state !== 'ok') ||
    threatGrid?.state === 'degraded' ||
    here.present === false;
  const word = troubled ? 'Degraded' : 'All well';
  const sentence = `XDR (${outsideText(region, 20)}) ${stateWords(xdr)}; ${budget.used} of ${budget.limit} calls this hour.`;
  const facts: (Part & { part: 'facts' })['facts'] = [
    { name: 'XDR', spans: [text(`${outsideText(region, 20)}, ${stateWords(xdr)}`)] },
    { name: 'Scopes', spans: scopeSpans(scopes) },
    { name: 'Budget', spans: [text(budgetWords(budget))] },
    ...(actions ? [{ name: 'Response actions', spans: actionsSpans(actions) }] : []),
    ...(threatGrid ? [{ name: 'Threat Grid', spans: [text(threatGridWords(threatGrid))] }] : []),
    ...(waiting ? [{ name: 'Waiting', spans: [text(waitingWords(waiting))] }] : []),
    ...(here.watch ? [{ name: 'Watching here', spans: [text(watchWords[here.watch])] }] : []),
    ...(here.files === undefined
      ? []
      : [{ name: 'Files posted here', spans: [text(here.files ? 'read' : 'left alone')] }]),
    ...(here.present === undefined ? [] : [{ name: 'In this channel', spans: [text(presence(here.present))] }]),
    ...platforms.map((platform) => ({
      name: capital(outsideText(platform.platform, 20)),
      spans: [text(stateWords(platform))],
    })),
    ...(database === undefined ? [] : [{ name: 'Database', spans: [text(outsideText(database, 100))] }]),
    { name: 'Version', spans: [text(outsideText(version, 40))] },
  ];
  return {
    headline: `${word}: ${sentence}`,
    simulated,
    parts: [
      { part: 'heading', tone: troubled ? 'incomplete' : 'info', word, spans: [text(sentence)] },
      { part: 'facts', facts },
    ],
    data: { kind: 'status', status },
  };
}

const stateWords = ({ state, reason }: PartState): string =>
  state === 'ok' ? 'ok' : `degraded${reason ? `: ${outsideText(reason, 150)}` : ''}`;

const threatGridWords = (part: OptionalPart): string =>
  part.state === 'off' ? 'off: THREATGRID_API_KEY is not set' : stateWords(part);

const budgetWords = ({ limit, used, reserved = 0, organisation }: StatusFacts['budget']): string =>
  [
    `${used} of ${limit} calls used in the last 60 minutes`,
    ...(reserved > 0 ? [`${reserved} reserved`] : []),
    ...(organisation === undefined ? [] : [`${organisation} left to the organisation`]),
  ].join(', ');

function actionsSpans({
  client,
  state,
  lacking,
  anybody,
  approvers,
  approvals,
  dryRun,
}: NonNullable<StatusFacts['actions']>): readonly Span[] {
  const words = [
    ...(dryRun ? ['dry run: nothing is called'] : []),
    ...(state && state.state !== 'ok' ? [stateWords(state)] : []),
    ...(lacking === undefined ? ['scopes not known'] : []),
    ...(lacking && lacking.length > 0
      ? [`not granted: ${lacking.map((scope) => outsideText(scope, 60)).join(', ')}`]
      : []),
    ...(anybody ? [] : ['nobody may act: CHATOPS_RESPONDERS, or “grant”']),
    ...(approvers ? [] : ['nobody can approve: CHATOPS_APPROVERS, or “grant @person approve”']),
    ...(approvals > 0 ? [`${counted(approvals, 'approval')} unless the policy says otherwise`] : []),
  ];
  return [text('by '), value(outsideText(client, 60)), text(words.length > 0 ? `; ${words.join('; ')}` : '')];
}

const waitingWords = ({ messages, oldest }: NonNullable<StatusFacts['waiting']>): string =>
  messages === 0 ? 'no message' : `${counted(messages, 'message')}, the oldest for ${durationWords(oldest)}`;

const watchWords = {
  off: 'off',
  quiet: 'quiet: speaks when something is malicious or suspicious',
  all: 'all: answers every observable',
} as const;

const presence = (present: boolean): string =>
  present ? 'yes' : 'no: invite the bot, or it can neither read nor answer in threads';

function scopeSpans(scopes: readonly string[] | undefined): readonly Span[] {
  if (!scopes) return [text('not known: no token yet')];
  if (scopes.length === 0) return [text('none')];
  const spans = scopes
    .slice(0, 40)
    .flatMap((scope, at) => [...(at === 0 ? [] : [text(' ')]), value(outsideText(scope, 60))]);
  return scopes.length > 40 ? [...spans, text(` and ${scopes.length - 40} more`)] : spans;
}
