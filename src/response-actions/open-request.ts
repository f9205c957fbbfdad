import { audited } from '../audit/audited.ts';
import { missingScopeCard } from '../cards/missing-scope-card.ts';
import { refusal } from '../cards/refusal.ts';
import type { Person, Place, PrefixOf } from '../incoming.ts';
import type { HumanOf } from '../permissions/human.ts';
import type { People } from '../permissions/people.ts';
import type { Reply } from '../reply.ts';
import { confirmForm } from './action-form.ts';
import type { ActionRequest } from './action-request.ts';
import { type ActionRequests, type NewRequest, newId } from './action-requests.ts';
import type { CarrierOf } from './carrier.ts';
import { isStillWanted, type RefusedAttempt } from './decide-action.ts';
import type { NoteRefused } from './note-refused.ts';
import type { KeptOffers } from './offers.ts';
import { refusedAttemptCard } from './refused-attempt-card.ts';
import type { Given, ResponseAction } from './response-action.ts';
import { reverseOf } from './reverse-action.ts';
import type { Policy } from './terms.ts';
import { viaWords } from './via-words.ts';

/** So many forms somebody may have before him. */
const mostForms = 20;

/** Somebody pressed, somewhere. */
export type By = Readonly<{ person: Person; place: Place }>;

/** Stores a request that nobody sees yet, and shows the form to confirm it; or says why not. */
export type OpenRequest = Readonly<{
  choose: (press: Readonly<{ offers: string; action: number }>, by: By) => Promise<Reply>;
  /** The reverse of an action, or the same again, as a request of whoever pressed. */
  anew: (origin: 'undo' | 'again', of: ActionRequest, by: By) => Promise<Reply>;
}>;

export function createOpenRequest(parts: {
  requests: Pick<ActionRequests, 'create' | 'formsOf' | 'inFlight' | 'answered' | 'lately'>;
  offers: Pick<KeptOffers, 'read'>;
  noteRefused: NoteRefused;
  policy: Policy;
  people: People;
  humanOf: HumanOf;
  carrierOf: CarrierOf;
  prefixOf: PrefixOf;
  now: () => number;
  simulated: boolean;
}): OpenRequest {
  const { requests, policy, humanOf, now, simulated, carrierOf } = parts;

  const refuse = async (
    refused: RefusedAttempt,
    by: By,
    wanted: string,
    request?: ActionRequest,
    anew?: string,
  ): Promise<Reply> => {
    await parts.noteRefused(wanted, refused, by, request);
    const prefix = parts.prefixOf(by.place.platform);
    return toAsker(refusedAttemptCard({ refused, request, wanted, prefix, anew, simulated }));
  };

  type Wish = Readonly<{
    action: ResponseAction;
    reverse: ResponseAction | undefined;
    /** Where its card will stand. */
    room: Place;
    origin: NewRequest['origin'];
    /** The request that it undoes or repeats. */
    first?: ActionRequest;
    reverseAfterMs?: number | undefined;
    reason?: string | undefined;
    /** What stands in the form at first. */
    given?: Given | undefined;
  }> &
    Readonly<{ observable: NewRequest['observable'] | undefined }>;

  const open = async (wish: Wish, by: By): Promise<Reply> => {
    const { action, observable, room, origin } = wish;
    if (!(await parts.people(by.person, 'responders'))) return refuse('not-permitted', by, origin);
    if (room.kind === 'channel' && (room.outsiders || by.place.outsiders)) return refuse('not-here', by, origin);
    const terms = policy.termsOf(action, room);
    if (!terms.allowed) return refuse('forbidden', by, origin);
    if (!terms.allowedHere) return refuse('not-here', by, origin);
    if (terms.approvals > 0 && room.kind === 'direct' && !policy.approvalsRoom)
      return refuse('nobody-to-approve', by, origin);
    if ((await requests.formsOf(audited(by.person, humanOf))) >= mostForms) return refuse('too-many-forms', by, origin);
    const { given } = wish;
    const same = { action, ...(given ? { given } : {}) };
    const other = await requests.inFlight(same);
    if (other) return refuse('same-under-way', by, origin, other);
    const answered = await requests.answered(same);
    if (answered) return refuse('answered', by, origin, answered);
    const carrier = carrierOf(action);
    const lacking = await carrier.missing(action);
    const { verb } = viaWords(action);
    if (lacking.length > 0) return toAsker(missingScopeCard({ verb, missing: lacking, simulated }));

    const at = now();
    const after = terms.timed && wish.reverse ? wish.reverseAfterMs : undefined;
    const draft: NewRequest = {
      id: newId(),
      state: 'requested',
      requester: audited(by.person, humanOf),
      place: room,
      ...(observable ? { observable } : {}),
      ...same,
      ...(wish.reverse ? { reverse: wish.reverse } : {}),
      origin,
      ...(wish.first ? { of: wish.first.id } : {}),
      terms,
      ...(after === undefined ? {} : { reverseAfterMs: after }),
      approvals: [],
      createdAt: at,
      lookedAt: at,
      expiresAt: at + terms.expiresMs,
    };
    const hindered = await carrier.hindrance({ ...draft, version: 0, changedAt: at });
    if (hindered?.facts.own !== undefined) return toAsker(refusal('Not run', hindered.facts.own, '', simulated));
    if (hindered) throw hindered;
    const request = await requests.create(draft);
    const lately = await requests.lately(same);
    const first = wish.first ? { first: wish.first } : {};
    return {
      kind: 'form',
      form: confirmForm({ request, caller: carrier.caller, reason: wish.reason, lately, simulated, ...first }),
    };
  };

  return {
    choose: async ({ offers: id, action: at }, by) => {
      const offers = await parts.offers.read(id);
      const action = offers?.actions[at];
      if (!offers || !action) return refuse('not-there', by, 'choose');
      const { person, place, observable, reverseAfterMs, reason } = offers;
      if (person.platform !== by.person.platform || person.id !== by.person.id)
        return refuse('not-yours', by, 'choose', undefined, viaWords(action).anew);
      if (!isThere(place, by.place)) return refuse('elsewhere', by, 'choose');
      const reverse = action.via ? undefined : reverseOf(action, offers.actions);
      return open({ action, observable, reverse, room: place, origin: 'asked', reverseAfterMs, reason }, by);
    },
    anew: async (origin, of, by) => {
      const action = origin === 'undo' ? of.reverse : of.action;
      if (!action || !isStillWanted(origin, of)) return refuse('already', by, origin);
      const reverse = origin === 'undo' ? of.action : of.reverse;
      const { observable } = of;
      // What was given before stands there again; what was secret is forgotten, and asked for anew.
      const given = origin === 'again' ? of.given : undefined;
      // Among the approvers the new card stands there: who asks has to be in the conversation that it stands in.
      const room = isThere(of.place, by.place) ? of.place : by.place;
      return open({ action, observable, reverse, room, origin, first: of, given }, by);
    },
  };
}

/** In the same conversation, or in the one that the person has with the bot alone. */
export const isThere = (room: Place, place: Place): boolean =>
  place.platform === room.platform && (place.kind === 'direct' || place.channel === room.channel);

export const toAsker = (card: (Reply & { kind: 'card' })['card']): Reply => ({
  kind: 'card',
  card,
  audience: 'asker',
  dialog: true,
});
