import type { Card } from './cards/card.ts';
import { missingScopeCard } from './cards/missing-scope-card.ts';
import { notPermittedCard } from './cards/not-permitted-card.ts';
import type { Asked, Command } from './commands/command.ts';
import { createWorkflow } from './commands/workflow.ts';
import type { IncomingPress, Person, Place, PrefixOf } from './incoming.ts';
import type { HumanOf } from './permissions/human.ts';
import type { People } from './permissions/people.ts';
import type { OnRefused, PressAnswers } from './presses/answer-press.ts';
import type { Reply } from './reply.ts';
import type { Offer } from './response-actions/offers.ts';
import type { By } from './response-actions/open-request.ts';
import type { Performer } from './response-actions/performer.ts';
import type { ResponseAction } from './response-actions/response-action.ts';
import { isNo } from './response-actions/task-words.ts';
import type { Policy } from './response-actions/terms.ts';
import type { Database } from './store/database.ts';
import { findWorkflow, listWorkflows } from './workflows/find-workflow.ts';
import { createOwnRuns, createRunsWithSecret } from './workflows/own-runs.ts';
import { leftOut } from './workflows/run-progress.ts';
import { createStartTurns } from './workflows/start-turns.ts';
import { taskActions } from './workflows/task-action.ts';
import { mostTasks, tasksCard } from './workflows/tasks-card.ts';
import { type AutomationDoor, automationScopes, type Task, type Workflow } from './workflows/workflow.ts';
import { startAction } from './workflows/workflow-action.ts';
import { createWorkflowPerformer } from './workflows/workflow-performer.ts';
import { noWorkflowCard, whyNotCard } from './workflows/workflow-refusals.ts';
import { workflowCard, workflowsCard } from './workflows/workflows-card.ts';

export type WorkingFlowsParts = Readonly<{
  door: AutomationDoor;
  /** Which of these scopes the client that acts was not granted. */
  missing: (scopes: readonly string[]) => Promise<readonly string[]>;
  /** The client that acts. */
  clientId: string;
  policy: Policy;
  /** Origin of XDR's interface. */
  ui: string;
  transaction: Database['transaction'];
  query: Database['query'];
  /** The same for one person on all platforms. */
  humanOf: HumanOf;
  offer: Offer;
  /** Opens the form for what was offered. */
  choose: (press: Readonly<{ offers: string; action: number }>, by: By) => Promise<Reply>;
  onRefused: OnRefused;
  people: People;
  personNow: (id: string, place: Place) => Promise<Person>;
  prefixOf: PrefixOf;
  trustedHosts: readonly string[];
  simulated: boolean;
  now: () => number;
}>;

const ask = { purpose: 'command' } as const;

/** Workflows of XDR Automation: found here, carried out as response actions are. */
export function createWorkingFlows(parts: WorkingFlowsParts): Readonly<{
  commands: readonly Command[];
  presses: PressAnswers;
  performer: Performer;
}> {
  const { door, policy, offer, people, personNow, missing, simulated, trustedHosts } = parts;
  const page = `${parts.ui}/automate/workflows`;
  const ownRuns = createOwnRuns(parts);
  const runsWithSecret = createRunsWithSecret(parts);
  const shown = { page, trustedHosts, simulated };

  const listed = (workflows: readonly Workflow[], place: Place) =>
    workflows.map((workflow) => ({ workflow, terms: policy.termsOf(listedAction(workflow), place) }));

  const list = async (text: string, { place }: Asked): Promise<Card> => {
    const { workflows, more } = await listWorkflows(door, text);
    return workflowsCard({ listed: listed(workflows, place), words: text, more, ...shown });
  };

  /** The start of a workflow, as XDR wants it now; or why it cannot be had. */
  const prepared = async (workflow: Workflow): Promise<ResponseAction | Card> => {
    const action = startAction(workflow, await door.startConfig(workflow.id, ask));
    return 'why' in action ? whyNotCard(workflow, action, shown) : action;
  };

  const run = async (words: string, { person, place }: Asked): Promise<Card> => {
    const { workflows, more } = await findWorkflow(door, words);
    const [workflow] = workflows;
    if (!workflow) return noWorkflowCard(words, simulated);
    if (workflows.length > 1 || more)
      return workflowsCard({ listed: listed(workflows, place), words, more, ambiguous: true, ...shown });
    const action = await prepared(workflow);
    if ('parts' in action) return action;
    const [offered] = await offer({ person, place, actions: [action] });
    return workflowCard({ workflow, action, ...offered!, ...shown });
  };

  const tasks = async ({ person, place }: Asked): Promise<Card> => {
    const all = await door.listTasks(ask);
    const some = all.slice(0, mostTasks);
    // What is asked for stands in the task itself alone: nobody approves what he has not read.
    const read = await Promise.all(some.map(readTask));
    const withSecret = await runsWithSecret(read.flatMap(({ run }) => run ?? []));
    const whole = read.map((task) => (withSecret.has(task.run ?? '') ? { ...task, text: leftOut } : task));
    const runs = whole.flatMap(({ kind, run }) => (kind === 'approval' && run !== undefined ? [run] : []));
    const begun = await ownRuns(runs, person);
    const isOwn = ({ kind, run }: Task): boolean => kind === 'approval' && run !== undefined && begun.has(run);
    const answers = whole.map((task) => taskActions(task).filter(({ words }) => !isOwn(task) || isNo(words)));
    const offered = await offer({ person, place, actions: answers.flat().map(({ action }) => action) });
    let at = 0;
    const withPresses = whole.map((task, which) => ({
      task,
      own: isOwn(task),
      answers: answers[which]!.map(({ words }) => ({ words, ...offered[at++]! })),
    }));
    return tasksCard({ tasks: withPresses, all: all.length, ...shown });
  };
  const readTask = (task: Task): Promise<Task> => door.readTask(task.id, ask).catch(() => task);

  const act = async ({ workflow: id }: Readonly<{ workflow: string }>, incoming: IncomingPress): Promise<Reply> => {
    const { place } = incoming;
    const person = await personNow(incoming.person.id, place);
    const toAsker = (card: Card): Reply => ({ kind: 'card', card, audience: 'asker', dialog: true });
    if (!(await people(person, 'responders'))) {
      parts.onRefused('choose', 'not-permitted', { person, place });
      const { standing } = person;
      return toAsker(notPermittedCard({ verb: 'workflow run', needs: 'responders', standing, simulated }));
    }
    const lacking = await missing(automationScopes.act);
    if (lacking.length > 0) return toAsker(missingScopeCard({ verb: 'workflow run', missing: lacking, simulated }));
    const workflow = await door.readWorkflow(id, ask);
    if (!workflow) return toAsker(noWorkflowCard(id, simulated));
    const action = await prepared(workflow);
    if ('parts' in action) return toAsker(action);
    const [offered] = await offer({ person, place, actions: [action] });
    return parts.choose(offered!.press, { person, place });
  };

  return {
    commands: [createWorkflow({ ...parts, list, run, tasks })],
    presses: { workflow: { act } },
    performer: createWorkflowPerformer({ ...parts, page, ownRuns, turns: createStartTurns(parts) }),
  };
}

/** As the policy sees it, before it is known what it asks for. */
const listedAction = (workflow: Workflow): ResponseAction => {
  const action = startAction({ ...workflow, valid: true }, { id: workflow.id, variables: [] });
  if ('why' in action) throw new Error('a workflow that asks for nothing can always be started');
  return action;
};
