import type { Card } from '../cards/card.ts';
import { outsideText } from '../cards/outside-text.ts';
import { refusal } from '../cards/refusal.ts';
import { mostInputs } from '../response-actions/inputs.ts';
import type { Workflow } from './workflow.ts';
import type { WhyNot } from './workflow-action.ts';
import { pagePart, workflowTitle } from './workflows-card.ts';

/** No workflow is called so. */
export const noWorkflowCard = (given: string, simulated: boolean): Card =>
  refusal(
    'Not found',
    `XDR Automation has no workflow “${outsideText(given, 60)}”.`,
    'Look with: workflow list [text]. One that the API client may not see is not found either.',
    simulated,
  );

/** It cannot be run from here, and why; it can in XDR. */
export function whyNotCard(
  workflow: Workflow,
  why: WhyNot,
  { page, trustedHosts, simulated }: Readonly<{ page: string; trustedHosts: readonly string[]; simulated: boolean }>,
): Card {
  const card = refusal('Not from here', `“${workflowTitle(workflow)}” ${reasonOf(why)}.`, 'Run it in XDR.', simulated);
  return { ...card, parts: [...card.parts, ...pagePart(page, trustedHosts)] };
}

function reasonOf(why: WhyNot): string {
  switch (why.why) {
    case 'invalid':
      return 'is not valid: XDR would not run it';
    case 'target':
      return `needs a target to be chosen (${outsideText(why.target, 60)})`;
    case 'input':
      return `needs “${outsideText(why.name, 60)}”, of a type that cannot be asked for here (${outsideText(why.type, 40) || 'unknown'})`;
    case 'too-many':
      return `asks for ${why.count} inputs; ${mostInputs} at most fit a form`;
  }
}
