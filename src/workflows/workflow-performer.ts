import { Failure } from '../failure.ts';
import type { Written } from '../incidents/incident.ts';
import type { ActionRequest } from '../response-actions/action-request.ts';
import type { Performer } from '../response-actions/performer.ts';
import type { Given, TriggerOutcome } from '../response-actions/response-action.ts';
import { runProgress } from './run-progress.ts';
import type { StartTurns } from './start-turns.ts';
import { answeredTask, taskAnswer } from './task-action.ts';
import { type AutomationDoor, automationScopes } from './workflow.ts';
import { givenVariables } from './workflow-action.ts';

/** For whom the calls are made: who asked waits for the start; how it goes is looked for him as well. */
const ask = { purpose: 'command' } as const;

/** Starts workflows, once each, in turn, and looks how they go; answers their tasks. */
export function createWorkflowPerformer(parts: {
  door: AutomationDoor;
  missing: (scopes: readonly string[]) => Promise<readonly string[]>;
  /** The API client that makes the calls. */
  clientId: string;
  turns: StartTurns;
  /** Where workflows stand in XDR. */
  page: string;
}): Performer {
  const { door, turns, page } = parts;

  const start = async ({ action, given }: ActionRequest, secrets: Given): Promise<TriggerOutcome> => {
    // Ids and types of inputs are taken as XDR has them now; what was asked for may be another workflow by now.
    const config = await door.startConfig(action.id, ask);
    const variables = givenVariables(config, { ...given, ...secrets });
    if (!variables) throw new Failure('bad-request', 'automation: the inputs have changed', { says: changed });
    return outcomeOf(await door.start(action.id, variables), ({ id }) => ({ made: id }));
  };

  return {
    caller: `API client ${parts.clientId}`,
    missing: () => parts.missing(automationScopes.act),
    waitUntil: async ({ id, action, terms }) => (answeredTask(action) || terms.dryRun ? undefined : turns.turnOf(id)),
    perform: async (request, secrets) => {
      const { action, reason = '', given } = request;
      const task = answeredTask(action);
      try {
        if (!task) return await start(request, secrets);
        const answer = taskAnswer(action, task.answer, reason, given);
        return outcomeOf(await door.answerTask(task.task, answer), () => ({}));
      } catch (error) {
        // Nothing was begun: the door says otherwise what it does not know.
        return { outcome: 'not-run', failure: withoutSecrets(error, Object.values(secrets)) };
      }
    },
    look: async ({ result }) => {
      if (result?.made === undefined) throw new Failure('not-found', 'automation: nobody knows which run it is');
      return runProgress(await door.readRun(result.made, ask), page);
    },
  };
}

const changed = 'Its inputs have changed since. Run it again.';

const outcomeOf = <T>(written: Written<T>, made: (written: T) => Readonly<{ made?: string }>): TriggerOutcome =>
  written.outcome === 'done'
    ? { outcome: 'done', ...made(written.written) }
    : { outcome: 'unknown', failure: written.failure };

/** What XDR says of an error may quote what was sent. */
function withoutSecrets(error: unknown, secrets: readonly string[]): Failure {
  if (!(error instanceof Failure))
    return new Failure('malformed', 'automation: a mistake of our own', { cause: error });
  const { says, ...facts } = error.facts;
  const quotes = says !== undefined && secrets.some((secret) => says.includes(secret));
  return quotes ? new Failure(error.kind, error.message, facts) : error;
}
