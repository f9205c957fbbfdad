import { printable } from '../cards/outside-text.ts';
import { shown } from '../cards/shown.ts';
import type { IncomingPress, Person, Place, PrefixOf } from '../incoming.ts';
import type { HumanOf } from '../permissions/human.ts';
import type { People } from '../permissions/people.ts';
import type { Press } from '../presses/press.ts';
import type { Reply } from '../reply.ts';
import { closeForm, confirmForm, longestReason, refuseForm, type Wrong } from './action-form.ts';
import type { ActionRequest } from './action-request.ts';
import type { ActionRequests, Decided } from './action-requests.ts';
import { titleOf } from './action-words.ts';
import type { CarrierOf } from './carrier.ts';
import {
  type Decider,
  decideApprove,
  decideCancel,
  decideClose,
  decideConfirm,
  decideRefuse,
  type RefusedAttempt,
} from './decide-action.ts';
import { readInputs } from './inputs.ts';
import { createMayApprove } from './may-approve.ts';
import type { NoteRefused } from './note-refused.ts';
import { isThere, type OpenRequest, toAsker } from './open-request.ts';
import { refusedAttemptCard } from './refused-attempt-card.ts';
import { type Policy, stricter } from './terms.ts';
import { deciderOf } from './who-decides.ts';

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
  noteRefused: NoteRefused;
  policy: Policy;
  people: People;
  humanOf: HumanOf;
  /** Who presses, asked of the platform anew. */
  personNow: (id: string, place: Place) => Promise<Person>;
  /** Something has changed: show it, and do what is next. */
  goOn: (request: ActionRequest) => Promise<void>;
  carrierOf: CarrierOf;
  prefixOf: PrefixOf;
  now: () => number;
  simulated: boolean;
}): AnswerActionPress {
  const { requests, policy, people, humanOf, now, simulated, carrierOf } = parts;

  const refuse = async (
    refused: RefusedAttempt,
    wanted: ActionPress['do'],
    by: Readonly<{ person: Person; place: Place }>,
    request?: ActionRequest,
  ): Promise<Reply> => {
    await parts.noteRefused(wanted, refused, by, request);
    const prefix = parts.prefixOf(by.place.platform);
    return toAsker(refusedAttemptCard({ refused, request, wanted, prefix, simulated }));
  };

  const mayApprove = createMayApprove({ policy, people });
  /** Who approves that it is reversed by itself approves both. */
  const mayApproveAll = async (person: Person, { action, reverse, reverseAfterMs }: ActionRequest): Promise<boolean> =>
    (await mayApprove(person, action)) &&
    (reverse === undefined || reverseAfterMs === undefined || (await mayApprove(person, reverse)));

  /** Whether somebody may press this at all, whatever the state. */
  const isPermitted = async (verb: ActionPress['do'], person: Person, request: ActionRequest): Promise<boolean> => {
    switch (verb) {
      case 'approve':
      case 'refuse':
        return mayApproveAll(person, request);
      case 'cancel':
        return person.standing === 'member';
      case 'close':
        return (await people(person, 'responders')) || people(person, 'admins');
      default:
        return people(person, 'responders');
    }
  };

  const after = async (
    wanted: ActionPress['do'],
    { platform }: Place,
    decided: Decided<RefusedAttempt>,
  ): Promise<Reply> => {
    const { refused, request } = decided;
    const prefix = parts.prefixOf(platform);
    if (refused) return toAsker(refusedAttemptCard({ refused, request, wanted, prefix, simulated }));
    await parts.goOn(decided.request);
    return { kind: 'silence', reason: 'noted' };
  };

  const confirm = async (
    request: ActionRequest,
    by: Decider,
    typed: Readonly<Record<string, string>>,
  ): Promise<Reply> => {
    const { action, reverse, place } = request;
    const own = policy.termsOf(action, place);
    const reverseAfterMs = own.timed && reverse ? minutesIn(typed['after']) : undefined;
    // Whoever confirms both answers for both.
    const terms = reverse && reverseAfterMs !== undefined ? stricter(own, policy.termsOf(reverse, place)) : own;
    const inputs = readInputs(action.inputs ?? [], typed);
    const { given, secrets } = inputs;
    const hidden = Object.keys(secrets);
    const givenNow = action.inputs ? { given, hidden, secrets } : {};
    const wrong = { ...inputs.wrong, ...wrongIn({ ...request, terms }, typed) };
    const reason = reasonIn(typed);
    const decided = await requests.decide<RefusedAttempt | 'incomplete'>(
      request.id,
      (now, around) =>
        decideConfirm(now, around, by, {
          reason,
          reverseAfterMs,
          terms,
          seen: place.kind === 'channel' || policy.approvalsRoom !== undefined,
          complete: Object.keys(wrong).length === 0,
        }),
      givenNow,
    );
    const { refused } = decided;
    if (refused === 'incomplete' || (!refused && decided.request.state === 'requested')) {
      const lately = await requests.lately({ action, given });
      const news = refused ? {} : { news: true };
      const first = request.of === undefined ? undefined : await requests.read(request.of);
      const more = { ...news, ...(first ? { first } : {}) };
      const form = confirmForm({
        request: { ...request, terms },
        caller: carrierOf(action).caller,
        lately,
        typed,
        wrong,
        simulated,
        ...more,
      });
      return { kind: 'form', form };
    }
    return after('confirm', by.actor.place, { ...decided, refused } as Decided<RefusedAttempt>);
  };

  return async (press, incoming) => {
    const { place, fields } = incoming;
    // Groups, standing and name as they are at this moment: he may have been taken out of a group since.
    const asNow = async () => ({ person: await parts.personNow(incoming.person.id, place), place });
    if (press.do === 'choose') return parts.open.choose(press, await asNow());
    // What is there, and here, is known without asking the platform.
    const request = await requests.read(press.request);
    if (!request) return refuse('not-there', press.do, incoming);
    const here = isThere(request.place, place) || (await parts.standsIn(request.id, place));
    if (!here) return refuse('elsewhere', press.do, incoming, request);
    const by = await asNow();
    const { person } = by;
    // Before the role: it is no role that is missing.
    if (press.do === 'approve' && humanOf(request.requester).key === humanOf(person).key)
      return refuse('own-request', press.do, by, request);
    if (!(await isPermitted(press.do, person, request))) return refuse('not-permitted', press.do, by, request);

    // Guests may have come since.
    if (place.kind === 'channel' && place.outsiders && (press.do === 'confirm' || press.do === 'approve'))
      return refuse('not-here', press.do, by, request);
    const decider = deciderOf(person, place, now(), humanOf);
    const ended = (decided: Decided<RefusedAttempt>) => after(press.do, place, decided);
    const reason = reasonIn(fields ?? {});
    switch (press.do) {
      case 'undo':
      case 'again':
        return parts.open.anew(press.do, request, by);
      case 'confirm':
        return confirm(request, decider, fields ?? {});
      case 'approve':
        return ended(await requests.decide<RefusedAttempt>(request.id, (now) => decideApprove(now, decider)));
      case 'cancel': {
        const isAdmin = await people(person, 'admins');
        const isApprover = await mayApproveAll(person, request);
        return ended(
          await requests.decide<RefusedAttempt>(request.id, (now) =>
            decideCancel(now, decider, { isAdmin, isApprover }),
          ),
        );
      }
      case 'refuse':
        if (request.state === 'confirmed' && reason === '')
          return { kind: 'form', form: refuseForm(request, simulated, fields ? { reason: say.reason } : {}, fields) };
        return ended(await requests.decide<RefusedAttempt>(request.id, (now) => decideRefuse(now, decider, reason)));
      case 'close': {
        const as = fields?.['as'];
        const chosen = as === 'done' || as === 'not-done' ? as : undefined;
        if (request.state === 'unknown' && (reason === '' || !chosen)) {
          const wrong = { ...(reason === '' ? { reason: say.reason } : {}), ...(chosen ? {} : { as: say.as }) };
          return { kind: 'form', form: closeForm(request, simulated, fields ? wrong : {}, fields) };
        }
        return ended(
          await requests.decide<RefusedAttempt>(request.id, (now) =>
            decideClose(now, decider, { as: chosen ?? 'done', note: reason }),
          ),
        );
      }
    }
  };
}

/** What somebody wrote, when there is anything to be seen in it. */
const reasonIn = (typed: Readonly<Record<string, string>>): string => {
  const reason = (typed['reason'] ?? '').trim().slice(0, longestReason);
  return printable(reason) === '' ? '' : reason;
};

const say = { reason: 'Please write why: it stands in the audit.', as: 'Please choose what became of it.' };

/** What is wrong with what was typed. */
function wrongIn({ terms, observable, action }: ActionRequest, typed: Readonly<Record<string, string>>): Wrong {
  // Curly quotation marks are not on every keyboard.
  const same = (text: string) =>
    text
      .trim()
      .toLowerCase()
      .replace(/["“”„]/g, '');
  const value = same(typed['typed'] ?? '');
  const meant = (observable ? [observable.value, shown(observable, 2_000)] : [action.title, titleOf(action)]).map(same);
  return {
    ...(reasonIn(typed) === '' ? { reason: say.reason } : {}),
    ...(terms.confirm === 'type-value' && !meant.includes(value)
      ? {
          typed: `This is not the ${observable ? 'value' : 'name'}. Type it as it stands above, so that it is surely the one you mean.`,
        }
      : {}),
  };
}

/** Minutes as the form gives them, to milliseconds; 5 minutes to 30 days. */
function minutesIn(text: string | undefined): number | undefined {
  const minutes = /^\d{1,5}$/.test(text ?? '') ? Number(text) : 0;
  return minutes >= 5 && minutes <= 30 * 24 * 60 ? minutes * 60_000 : undefined;
}
