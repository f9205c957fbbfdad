import { createAudit } from '../../src/audit/audit-log.ts';
import { auditKey } from '../../src/audit/chain.ts';
import { Failure } from '../../src/failure.ts';
import type { Place } from '../../src/incoming.ts';
import { silentLog } from '../../src/log.ts';
import { createHumanOf } from '../../src/permissions/human.ts';
import { createActionRequests } from '../../src/response-actions/action-requests.ts';
import { createCarrierOf } from '../../src/response-actions/carrier.ts';
import {
  type Confirmation,
  type Decider,
  decideClose,
  decideConfirm,
} from '../../src/response-actions/decide-action.ts';
import { createExecuteAction } from '../../src/response-actions/execute-action.ts';
import type { Terms } from '../../src/response-actions/terms.ts';
import type { Database } from '../../src/store/database.ts';
import { taskActions } from '../../src/workflows/task-action.ts';
import type { AutomationDoor, Task } from '../../src/workflows/workflow.ts';
import { createWorkflowPerformer } from '../../src/workflows/workflow-performer.ts';
import { removeDirectories } from '../support/database.ts';
import { describeDatabases, openReplicas } from '../support/databases.ts';

afterAll(removeDirectories);

const place: Place = { platform: 'slack', workspace: 'T1', channel: 'C1', kind: 'channel', outsiders: false };
const humanOf = createHumanOf([]);
const never = () => Promise.reject(new Error('not asked'));
const terms: Terms = {
  category: 'workflow',
  allowed: true,
  allowedHere: true,
  confirm: 'reason',
  approvals: 0,
  expiresMs: 3_600_000,
  dryRun: false,
  timed: false,
};
const lost = { outcome: 'unknown', failure: new Failure('timed-out', 'lost') } as const;

describeDatabases((_open, kind) => {
  /** Two replicas: connections of their own, where the database takes more than one process. */
  let databases: readonly [Database, Database];
  let at = Date.UTC(2026, 2, 2);
  let made = 0;
  const now = () => at;
  beforeAll(async () => {
    databases = await openReplicas(kind);
  });
  afterAll(() => Promise.all([...new Set(databases)].map((one) => one.close())));

  /** A task in XDR, of which what it was answered with is kept; and what becomes of an answer. */
  const begin = () => {
    at += 60_000;
    const task: Task = {
      id: `task-${++made}`,
      title: 'Delete mailbox rule',
      kind: 'approval',
      state: 'new',
      open: true,
      choices: [],
      fields: [],
    };
    const sent: string[] = [];
    const xdr = {
      sent,
      task,
      answers: async (): ReturnType<AutomationDoor['answerTask']> => ({ outcome: 'done', written: undefined }),
    };
    const door = {
      answerTask: async (_: string, { response }: { response: string }) => {
        sent.push(response);
        return xdr.answers();
      },
      readTask: async () => xdr.task,
    } as unknown as AutomationDoor;
    const carrierOf = createCarrierOf({
      trigger: never,
      missing: never,
      clientId: 'c',
      pausedUntil: () => undefined,
      performers: {
        workflow: createWorkflowPerformer({
          door,
          missing: async () => [],
          clientId: 'c',
          turns: { turnOf: never },
          ownRuns: async () => new Set(),
          page: 'https://xdr.example',
        }),
      },
    });
    const replica = (database: Database) => {
      const audit = createAudit({ database, key: auditKey(Buffer.alloc(32, 1)), now });
      const requests = createActionRequests({
        audit,
        query: database.query,
        secrets: { keep: never, forget: never },
        now,
      });
      const execute = createExecuteAction({
        requests,
        carrierOf,
        secrets: { read: never },
        listActions: never,
        hindrance: async () => undefined,
        policy: { termsOf: () => terms },
        show: async () => {},
        newReference: () => 'reference',
        log: silentLog,
        now,
        storeAgain: [],
      });
      return { requests, execute };
    };
    return { ...xdr, xdr, one: replica(databases[0]), other: replica(databases[1]) };
  };
  type Replica = ReturnType<typeof begin>['one'];

  const decider = (id: string): Decider => {
    const who = { platform: 'slack', workspace: 'T1', id, human: id } as const;
    return { actor: { who, place, at }, is: (one) => one.id === id, platforms: ['slack'] };
  };
  /** Somebody has the form for an answer before him. */
  const form = async ({ requests }: Replica, task: Task, answer: string, id: string, its: Terms = terms) => {
    const { action } = taskActions(task).find(({ words }) => words === answer)!;
    const who = { platform: 'slack', workspace: 'T1', id, human: humanOf({ platform: 'slack', id }).key } as const;
    return requests.create({
      id: `${task.id}-${id}-${++made}`,
      state: 'requested',
      requester: who,
      place,
      action,
      origin: 'asked',
      terms: its,
      approvals: [],
      createdAt: at,
      lookedAt: at,
      expiresAt: at + 3_600_000,
    });
  };
  const confirm = (
    { requests }: Replica,
    { id, requester }: { id: string; requester: { id: string } },
    its = terms,
  ) => {
    const sent: Confirmation = { reason: 'r', reverseAfterMs: undefined, terms: its, seen: true, complete: true };
    return requests.decide(id, (request, around) => decideConfirm(request, around, decider(requester.id), sent));
  };

  test('of two that decide at once, on two replicas, one does; the other is told who', async () => {
    const { one, other, task, sent } = begin();
    const [yes, no] = [await form(one, task, 'Approve', 'UANNA'), await form(other, task, 'Reject', 'UBEN')];
    const decided = await Promise.all([confirm(one, yes), confirm(other, no)]);
    const [lost] = decided.filter(({ refused }) => refused);
    expect(lost).toMatchObject({ refused: 'same-under-way', request: { state: 'approved' } });
    const [won] = decided.filter(({ refused }) => !refused);
    expect(lost?.request?.requester).toEqual(won?.request?.requester);
    await Promise.all([yes, no].flatMap(({ id }) => [one.execute(id), other.execute(id)]));
    expect(sent).toEqual([yes.id === won?.request?.id ? 'Approve' : 'Reject']);
  });

  test('who comes when it is answered sends nothing, whatever XDR would say', async () => {
    const { one, other, task, sent } = begin();
    const [yes, no] = [await form(one, task, 'Approve', 'UANNA'), await form(other, task, 'Reject', 'UBEN')];
    await confirm(one, yes);
    expect(await one.execute(yes.id)).toEqual({ state: 'done' });
    expect(await confirm(other, no)).toMatchObject({ refused: 'answered', request: { id: yes.id, state: 'done' } });
    expect(await other.requests.answered(no)).toMatchObject({ id: yes.id });
    expect(await other.execute(no.id)).toEqual({ state: 'requested' });
    expect(sent).toEqual(['Approve']);
  });

  test.each(['the answer to it is lost', 'its process dies'])('once sent and %s, no other is sent', async (how) => {
    const { one, other, task, sent, xdr } = begin();
    const yes = await form(one, task, 'Approve', 'UANNA');
    await confirm(one, yes);
    if (how === 'its process dies') {
      const called = Promise.withResolvers<void>();
      xdr.answers = () => {
        called.resolve();
        return new Promise(() => {}); // for ever, as for a process that is no more
      };
      void one.execute(yes.id);
      await called.promise;
    } else {
      xdr.answers = async () => lost;
      expect(await one.execute(yes.id)).toEqual({ state: 'unknown' });
    }
    await other.execute(yes.id);
    expect(await other.requests.read(yes.id)).toMatchObject({ state: 'unknown' });
    for (const [replica, answer, id] of [
      [one, 'Approve', 'UANNA'],
      [other, 'Reject', 'UBEN'],
    ] as const)
      expect(await confirm(replica, await form(replica, task, answer, id))).toMatchObject({
        refused: 'answered',
        request: { id: yes.id },
      });
    expect(sent).toEqual(['Approve']);
    // Somebody has looked: it had not come to XDR.
    await other.requests.decide(yes.id, (now) => decideClose(now, decider('UBEN'), { as: 'not-done', note: 'open' }));
    xdr.answers = async () => ({ outcome: 'done', written: undefined });
    const again = await form(other, task, 'Reject', 'UBEN');
    expect(await confirm(other, again)).toMatchObject({ request: { id: again.id, state: 'approved' } });
    expect(await one.execute(again.id)).toEqual({ state: 'done' });
    expect(sent).toEqual(['Approve', 'Reject']);
  });

  test('what was closed as done stays answered', async () => {
    const { one, other, task, xdr } = begin();
    const yes = await form(one, task, 'Approve', 'UANNA');
    await confirm(one, yes);
    xdr.answers = async () => lost;
    await one.execute(yes.id);
    await one.requests.decide(yes.id, (now) => decideClose(now, decider('UANNA'), { as: 'done', note: 'seen' }));
    expect(await confirm(other, await form(other, task, 'Reject', 'UBEN'))).toMatchObject({ refused: 'answered' });
  });

  test('a dry run has answered nothing, nor has what XDR refused; another task is another', async () => {
    const { one, other, task, sent, xdr } = begin();
    const dry = { ...terms, dryRun: true };
    const practice = await form(one, task, 'Approve', 'UANNA', dry);
    await confirm(one, practice, dry);
    expect(await one.execute(practice.id)).toEqual({ state: 'done' });
    xdr.answers = () => Promise.reject(new Failure('bad-request', 'HTTP 400', { says: 'too long' }));
    const refused = await form(one, task, 'Approve', 'UANNA');
    await confirm(one, refused);
    expect(await one.execute(refused.id)).toEqual({ state: 'failed' });
    expect(await one.requests.read(refused.id)).toMatchObject({ result: { why: expect.stringContaining('too long') } });
    xdr.answers = async () => ({ outcome: 'done', written: undefined });
    const yes = await form(other, task, 'Approve', 'UBEN');
    await confirm(other, yes);
    expect(await other.execute(yes.id)).toEqual({ state: 'done' });
    const elsewhere = await form(other, { ...task, id: `${task.id}-b` }, 'Reject', 'UBEN');
    expect(await confirm(other, elsewhere)).toMatchObject({ request: { state: 'approved' } });
    expect(sent).toEqual(['Approve', 'Approve']);
  });

  test.each([
    [{ answer: 'Reject', state: 'completed' }, 'Somebody has answered it before: “Reject”. This answer was not taken.'],
    [{ state: 'expired' }, 'XDR Automation waits for no answer to it any more: “expired”. This answer was not taken.'],
  ])('what XDR has had answered is told as that: %j', async (how, said) => {
    const { one, task, xdr } = begin();
    xdr.answers = () => Promise.reject(new Failure('bad-request', 'HTTP 400'));
    const yes = await form(one, task, 'Approve', 'UANNA');
    await confirm(one, yes);
    xdr.task = { ...task, open: false, ...how };
    expect(await one.execute(yes.id)).toEqual({ state: 'failed' });
    expect(await one.requests.read(yes.id)).toMatchObject({ result: { notRun: true, why: said } });
  });
});
