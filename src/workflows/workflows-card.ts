import { buttons, pressLabel, shortMiddle } from '../cards/button.ts';
import { type Card, type Part, text } from '../cards/card.ts';
import { trustedLink } from '../cards/link.ts';
import { outsideText } from '../cards/outside-text.ts';
import { counted } from '../cards/wording.ts';
import type { Press } from '../presses/press.ts';
import { descriptionOf } from '../response-actions/action-description.ts';
import type { ActionInput, ResponseAction } from '../response-actions/response-action.ts';
import type { Terms } from '../response-actions/terms.ts';
import type { Workflow } from './workflow.ts';

/** So many have a row and a button; more are counted. */
export const mostShown = 10;

/** A workflow with what the policy says of it in this place. */
export type ListedWorkflow = Readonly<{ workflow: Workflow; terms: Terms }>;

export const workflowTitle = ({ title }: Pick<Workflow, 'title'>, limit = 80): string =>
  outsideText(title, limit) || 'a workflow without a name';

/** Workflows with a button each. `ambiguous`: one was meant, and these could be it. */
export function workflowsCard({
  listed,
  words,
  more,
  ambiguous = false,
  page,
  trustedHosts,
  simulated,
}: Readonly<{
  listed: readonly ListedWorkflow[];
  /** What was looked for; empty: nothing. */
  words: string;
  /** There are others that XDR did not send. */
  more: boolean;
  ambiguous?: boolean;
  page: string;
  trustedHosts: readonly string[];
  simulated: boolean;
}>): Card {
  const shown = listed.slice(0, mostShown);
  const count = `${listed.length}${more ? ' or more' : ''} ${listed.length === 1 && !more ? 'workflow' : 'workflows'}`;
  const said = outsideText(words, 60);
  const sentence = ambiguous ? `“${said}” names ${count}` : `${count}${said ? ` with “${said}”` : ''}`;
  const rest = listed.length - shown.length;
  const notes = [
    ...(rest > 0 || more ? [`And ${rest > 0 ? `${rest} more` : 'others'}: narrow it with words of the name.`] : []),
    ...(shown.length > 0 ? ['Nothing is started before you have confirmed it.'] : []),
  ];
  const usable = ({ terms, workflow }: ListedWorkflow) => terms.allowed && terms.allowedHere && workflow.valid;
  return {
    headline: sentence,
    simulated,
    parts: [
      { part: 'heading', tone: 'info', word: ambiguous ? 'Which one?' : 'Workflows', spans: [text(sentence)] },
      ...(shown.length > 0
        ? [
            {
              part: 'rows' as const,
              rows: shown.map((one, at) => {
                const description = descriptionOf(one.workflow);
                return {
                  tone: usable(one) ? ('info' as const) : ('refused' as const),
                  word: `${at + 1} · ${workflowTitle(one.workflow)}`,
                  spans: [text(takes(one))],
                  ...(description ? { notes: [text(description)] } : {}),
                };
              }),
            },
          ]
        : []),
      ...buttons(
        shown.flatMap((one, at) =>
          usable(one) ? [runButton(`${at + 1} · Run: `, one.workflow, startPress(one))] : [],
        ),
      ),
      ...pagePart(page, trustedHosts),
      ...notes.map((note): Part => ({ part: 'note', spans: [text(note)] })),
    ],
  };
}

const startPress = ({ workflow: { id } }: ListedWorkflow): Press => ({ do: 'workflow', workflow: id });

const runButton = (words: string, workflow: Workflow, press: Press) => {
  const all = `${words}${shortMiddle(workflowTitle(workflow), 40)} …`;
  return { text: all, label: pressLabel(all, '', 'XDR Automation'), press };
};

/** The page of XDR on which all workflows stand (dossier of the API: links; one of a workflow or a run is not known). */
export function pagePart(page: string, trustedHosts: readonly string[]): readonly Part[] {
  const link = trustedLink(page, trustedHosts);
  return link ? [{ part: 'links', links: [{ text: 'Workflows in XDR', ...link }] }] : [];
}

/** What it takes to have it. */
function takes({ terms, workflow }: ListedWorkflow): string {
  if (!workflow.valid) return 'Not valid in XDR';
  if (!terms.allowed) return 'Forbidden by the policy';
  if (!terms.allowedHere) return 'Not here';
  if (terms.dryRun) return 'Dry run';
  return terms.approvals === 0 ? 'At once' : counted(terms.approvals, 'approval');
}

/** One workflow that somebody named, with what it asks for, and its button. */
export function workflowCard({
  workflow,
  action,
  press,
  terms,
  page,
  trustedHosts,
  simulated,
}: Readonly<{
  workflow: Workflow;
  action: ResponseAction;
  press: Press;
  terms: Terms;
  page: string;
  trustedHosts: readonly string[];
  simulated: boolean;
}>): Card {
  const title = workflowTitle(workflow);
  const description = descriptionOf(workflow);
  const inputs = action.inputs ?? [];
  return {
    headline: `Workflow: ${title}`,
    simulated,
    parts: [
      { part: 'heading', tone: 'info', word: 'Workflow', spans: [text(title)] },
      ...(description ? [{ part: 'text' as const, spans: [text(description)] }] : []),
      {
        part: 'facts',
        facts: [
          { name: 'Takes', spans: [text(takes({ workflow, terms }))] },
          {
            name: 'Asks for',
            spans: [text(inputs.length === 0 ? 'nothing' : inputs.map(inputWords).join(', '))],
          },
        ],
      },
      ...(terms.allowed && terms.allowedHere ? buttons([runButton('Run: ', workflow, press)]) : []),
      ...pagePart(page, trustedHosts),
      { part: 'note', spans: [text('Nothing is started before you have confirmed it.')] },
    ],
  };
}

const inputWords = ({ label, kind, required }: ActionInput): string =>
  `${outsideText(label, 60)}${kind === 'secret' ? ' (secret)' : ''}${required ? '' : ' (optional)'}`;
