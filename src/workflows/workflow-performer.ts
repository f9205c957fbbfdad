import { outsideText } from '../cards/outside-text.ts';
import { Failure } from '../failure.ts';
import type { Written } from '../incidents/incident.ts';
import type { ActionRequest } from '../response-actions/action-request.ts';
import type { Performer } from '../response-actions/performer.ts';
import type { Given, TriggerOutcome } from '../response-actions/response-action.ts';
import { isNo } from '../response-actions/task-words.ts';
import { viaWords } from '../response-actions/via-words.ts';
import type { OwnRuns } from './own-runs.ts';
import { leftOut, runProgress } from './run-progress.ts';
import { mostEach, type StartTurns } from './start-turns.ts';
import { answeredTask, taskAnswer } from './task-action.ts';
import { type AutomationDoor, automationScopes, type Task } from './workflow.ts';
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
  ownRuns: OwnRuns;
  /** Where workflows stand in XDR. */
  page: string;
}): Performer {
  const { door, turns, ownRuns, page } = parts;

  const start = async ({ action, given }: ActionRequest, secrets: Given): Promise<TriggerOutcome> => {
    // Ids and types of inputs are taken as XDR has them now; what was asked for may be another workflow by now.
    const config = await door.startConfig(action.id, ask);
    const variables = givenVariables(config, { ...given, ...secrets });
    if (!variables) throw new Failure('bad-request', 'automation: the inputs have changed', { says: changed });
    const started = await door.start(action.id, variables).catch((error: unknown) => {
      throw Object.keys(secrets).length > 0 ? withoutWords(error, action) : error;
    });
    return outcomeOf(started, ({ id }) => ({ made: id }));
  };

  /** Of what XDR refuses it is looked whether somebody has answered before, in XDR; so it is told as that. */
  const answerOnce: typeof door.answerTask = (id, answer) =>
    door.answerTask(id, answer).catch(async (error: unknown) => {
      const isRefused = error instanceof Failure && (error.kind === 'bad-request' || error.kind === 'not-found');
      const task = isRefused ? await door.readTask(id, ask).catch(() => undefined) : undefined;
      throw task && !task.open ? answeredBefore(task) : error;
    });

  return {
    caller: `API client ${parts.clientId}`,
    missing: () => parts.missing(automationScopes.act),
    waitUntil: async (request) => {
      if (answeredTask(request.action) || request.terms.dryRun) return undefined;
      const turn = await turns.turnOf(request);
      return turn === 'too-many' ? tooMany : turn;
    },
    hindrance: async ({ action, requester }) => {
      const { run, answer = '' } = answeredTask(action) ?? {};
      if (run === undefined || isNo(answer)) return undefined;
      return (await ownRuns([run], requester)).has(run) ? ownRun : undefined;
    },
    perform: async (request, secrets) => {
      const { action, reason = '', given } = request;
      const task = answeredTask(action);
      try {
        if (!task) return await start(request, secrets);
        const answer = taskAnswer(action, task.answer, reason, given);
        return outcomeOf(await answerOnce(task.task, answer), () => ({}));
      } catch (error) {
        // Nothing was begun: the door says otherwise what it does not know.
        return { outcome: 'not-run', failure: failureOf(error) };
      }
    },
    look: async ({ result, hidden = [] }) => {
      if (result?.made === undefined) throw new Failure('not-found', 'automation: nobody knows which run it is');
      return runProgress(await door.readRun(result.made, ask), page, hidden.length > 0);
    },
  };
}

const answeredBefore = ({ answer, state }: Task): Failure => {
  const as = outsideText(answer ?? state, 60);
  return new Failure('bad-request', 'automation: the task waits for no answer any more', {
    own: `${answer === undefined ? 'XDR Automation waits for no answer to it any more' : 'Somebody has answered it before'}${as ? `: “${as}”` : ''}. This answer was not taken.`,
  });
};

const changed = 'Its inputs have changed since. Run it again.';

const outcomeOf = <T>(written: Written<T>, made: (written: T) => Readonly<{ made?: string }>): TriggerOutcome =>
  written.outcome === 'done'
    ? { outcome: 'done', ...made(written.written) }
    : { outcome: 'unknown', failure: written.failure };

const failureOf = (error: unknown): Failure =>
  error instanceof Failure ? error : new Failure('malformed', 'automation: a mistake of our own', { cause: error });

/** What XDR says of an error may quote the secrets that were sent, in whatever writing. */
function withoutWords(error: unknown, action: ActionRequest['action']): Failure {
  const { kind, message, facts } = failureOf(error);
  const { says, ...others } = facts;
  const quoted = says !== undefined && (kind === 'bad-request' || kind === 'not-found');
  return new Failure(kind, message, {
    ...others,
    ...(quoted ? { own: `${viaWords(action).refused} ${leftOut}` } : {}),
  });
}

const tooMany = new Failure('rate-limited', 'automation: too many starts of one person wait', {
  own: `You have ${mostEach} starts that wait already; ask again when they have begun, or cancel one.`,
});

const ownRun = new Failure('bad-request', 'automation: the run was begun by who would approve it', {
  own: 'Who began the run does not approve what it waits for: somebody else does. To reject it is possible.',
});
