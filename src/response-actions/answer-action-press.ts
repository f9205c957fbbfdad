import type { Audit } from '../audit/audit-entry.ts';
import { shown } from '../cards/shown.ts';
import type { IncomingPress, Person, Place } from '../incoming.ts';
import type { HumanOf } from '../permissions/human.ts';
import type { People } from '../permissions/people.ts';
import type { Press } from '../presses/press.ts';
import type { Reply } from '../reply.ts';
import { closeForm, confirmForm, longestReason, refuseForm, type Wrong } from './action-form.ts';
import type { ActionRequest } from './action-request.ts';
import type { ActionRequests, Decided } from './action-requests.ts';
import { entryOf } from './audit-action.ts';
import {
  type Decider,
  decideApprove,
  decideCancel,
  decideClose,
  decideConfirm,
  decideRefuse,
  type RefusedAttempt,
} from './decide-action.ts';
import { createMayApprove } from './may-approve.ts';
import { isThere, type OpenRequest, toAsker } from './open-request.ts';
import { refusedAttemptCard } from './refused-attempt-card.ts';
import type { Policy } from './terms.ts';
import { audited, deciderOf } from './who-decides.ts';

/** The presses that are about response actions, without the list. */
export type ActionPress = Extract<
  Press,
  { do: 'choose' | 'undo' | 'again' | 'confirm' | 'approve' | 'cancel' | 'refuse' | 'close' }
>;

/** Resolves when what the press changes is stored. Rejects with Failure `store-unavailable`. */
export type AnswerActionPress = (press: ActionPress, incoming: IncomingPress) => Promise<Reply>;

export function createAnswerActionPress(parts: {
  requests: ActionRequests;
  open: OpenRequest;
  /** Whether the request's card stands in this conversation. */
  standsIn: (request: string, place: Place) => Promise<boolean>;
  audit: Pick<Audit, 'note'>;
  policy: Policy;
  people: People;
  humanOf: HumanOf;
  /** Who presses, asked of the platform anew. */
  personNow: (id: string, place: Place) => Promise<Person>;
  /** Something has changed: show it, and do what is next. */
  goOn: (request: ActionRequest) => Promise<void>;
  client: string;
  now: () => number;
  simulated: boolean;
}): AnswerActionPress {
  const { requests, policy, people, humanOf, now, simulated, client } = parts;

  const refuse = async (
    refused: RefusedAttempt | 'not-there',
    wanted: string,
    { person, place }: Pick<IncomingPress, 'person' | 'place'>,
    request?: ActionRequest,
  ): Promise<Reply> => {
    const who = audited(person, humanOf);
    const { platform, workspace, channel } = place;
    await parts.audit.note(
      request
        ? entryOf(request, 'attempt.refused', {
            by: { who, place, at: now() },
            outcome: refused,
            details: { wanted },
          })
        : {
            event: 'attempt.refused',
            by: who,
            place: { platform, workspace, channel },
            outcome: refused,
            details: { wanted },
          },
    );
    return toAsker(refusedAttemptCard({ refused, request, simulated }));
  };

  const mayApprove = createMayApprove({ policy, people });

  /** Whether somebody may press this at all, whatever the state. */
  const isPermitted = async (verb: ActionPress['do'], person: Person, request: ActionRequest): Promise<boolean> => {
    switch (verb) {
      case 'approve':
      case 'refuse':
        return mayApprove(person, request.action);
      case 'cancel':
        return person.standing === 'member';
      case 'close':
        return (await people(person, 'responders')) || people(person, 'admins');
      default:
        return people(person, 'responders');
    }
  };

  const after = async (decided: Decided<RefusedAttempt>): Promise<Reply> => {
    if (decided.refused) {
      return toAsker(refusedAttemptCard({ refused: decided.refused, request: decided.request, simulated }));
    }
    await parts.goOn(decided.request);
    return { kind: 'silence', reason: 'noted' };
  };

  const confirm = async (
    request: ActionRequest,
    by: Decider,
    typed: Readonly<Record<string, string>>,
  ): Promise<Reply> => {
    const terms = policy.termsOf(request.action, request.place);
    const refused = !terms.allowed ? 'forbidden' : !terms.allowedHere ? 'not-here' : undefined;
    if (refused) return refuse(refused, 'confirm', { person: personOf(by), place: by.actor.place }, request);
    const wrong = wrongIn({ ...request, terms }, typed);
    const mine = request.state === 'requested' && by.is(request.requester) && now() < request.expiresAt;
    if (mine && Object.keys(wrong).length > 0) {
      const lately = await requests.lately(request.action);
      return { kind: 'form', form: confirmForm({ request, client, lately, typed, wrong, simulated }) };
    }
    const reason = (typed['reason'] ?? '').trim().slice(0, longestReason);
    const reverseAfterMs = terms.timed && request.reverse ? minutesIn(typed['after']) : undefined;
    return after(
      await requests.decide<RefusedAttempt>(request.id, (now, others) =>
        decideConfirm({ ...now, terms }, others, by, { reason, reverseAfterMs }),
      ),
    );
  };

  return async (press, incoming) => {
    const { place, fields } = incoming;
    // Groups, standing and name as they are at this moment: he may have been taken out of a group since.
    const person = await parts.personNow(incoming.person.id, place);
    const by = { person, place };
    if (press.do === 'choose') return parts.open.choose(press, by);
    const request = await requests.read(press.request);
    if (!request) return refuse('not-there', press.do, by);
    const here = isThere(request.place, place) || (await parts.standsIn(request.id, place));
    if (!here) return refuse('elsewhere', press.do, by, request);
    if (!(await isPermitted(press.do, person, request))) return refuse('not-permitted', press.do, by, request);

    const decider = deciderOf(person, place, now(), humanOf);
    const reason = (fields?.['reason'] ?? '').trim().slice(0, longestReason);
    switch (press.do) {
      case 'undo':
      case 'again':
        return parts.open.anew(press.do, request, by);
      case 'confirm':
        return confirm(request, decider, fields ?? {});
      case 'approve':
        return after(await requests.decide<RefusedAttempt>(request.id, (now) => decideApprove(now, decider)));
      case 'cancel': {
        const isAdmin = await people(person, 'admins');
        return after(await requests.decide<RefusedAttempt>(request.id, (now) => decideCancel(now, decider, isAdmin)));
      }
      case 'refuse':
        if (request.state === 'confirmed' && reason === '')
          return { kind: 'form', form: refuseForm(request, simulated, fields ? { reason: say.reason } : {}) };
        return after(await requests.decide<RefusedAttempt>(request.id, (now) => decideRefuse(now, decider, reason)));
      case 'close': {
        if (request.state === 'unknown' && reason === '')
          return { kind: 'form', form: closeForm(request, simulated, fields ? { reason: say.reason } : {}) };
        const as = fields?.['as'] === 'not-done' ? 'not-done' : 'done';
        return after(
          await requests.decide<RefusedAttempt>(request.id, (now) => decideClose(now, decider, { as, note: reason })),
        );
      }
    }
  };
}

const personOf = ({ actor: { who } }: Decider): Person => ({ ...who, standing: 'member', groups: [] });

const say = { reason: 'Please write why: it stands in the audit.' };

/** What is wrong with what was typed. */
function wrongIn({ terms, observable }: ActionRequest, typed: Readonly<Record<string, string>>): Wrong {
  const same = (text: string) => text.trim().toLowerCase();
  const value = same(typed['typed'] ?? '');
  const meant = [observable.value, shown(observable, 2_000)].map(same);
  return {
    ...((typed['reason'] ?? '').trim() === '' ? { reason: say.reason } : {}),
    ...(terms.confirm === 'type-value' && !meant.includes(value)
      ? { typed: 'This is not the value. Type it as it stands above, so that it is surely the one you mean.' }
      : {}),
  };
}

/** Minutes as the form gives them, to milliseconds; at most 30 days. */
function minutesIn(text: string | undefined): number | undefined {
  const minutes = /^\d{1,5}$/.test(text ?? '') ? Number(text) : 0;
  return minutes > 0 && minutes <= 30 * 24 * 60 ? minutes * 60_000 : undefined;
}
