import type { Audit } from './audit/audit-entry.ts';
import type { Command } from './commands/command.ts';
import type { OneObservable } from './commands/one-observable.ts';
import { createRespond } from './commands/respond.ts';
import type { Person, Place, PrefixOf } from './incoming.ts';
import type { Log } from './log.ts';
import type { HumanOf } from './permissions/human.ts';
import type { People } from './permissions/people.ts';
import type { PersonRule } from './permissions/people-list.ts';
import type { OnRefused, PressAnswers } from './presses/answer-press.ts';
import type { Outbox } from './reply.ts';
import { createActionCards } from './response-actions/action-cards.ts';
import { type ActionCare, createActionCare } from './response-actions/action-care.ts';
import type { ActionRequest } from './response-actions/action-request.ts';
import { createActionRequests } from './response-actions/action-requests.ts';
import { createAnswerActionPress } from './response-actions/answer-action-press.ts';
import { createCarrierOf } from './response-actions/carrier.ts';
import { createExecuteAction } from './response-actions/execute-action.ts';
import { createFollowActions, type FollowActions } from './response-actions/follow-action.ts';
import { createHindrance } from './response-actions/hindrance.ts';
import { createKeptSecrets } from './response-actions/kept-secrets.ts';
import { createListOffers, listScope, triggerScope } from './response-actions/list-offers.ts';
import { createLooks } from './response-actions/looks.ts';
import { createMayApprove } from './response-actions/may-approve.ts';
import { createNoteRefused } from './response-actions/note-refused.ts';
import { createOffered } from './response-actions/offered.ts';
import { createKeptOffers, createOffer, type Offer } from './response-actions/offers.ts';
import { createOpenRequest, type OpenRequest } from './response-actions/open-request.ts';
import type { Performers } from './response-actions/performer.ts';
import type { ListActions, Trigger } from './response-actions/response-action.ts';
import { createSettleAction } from './response-actions/settle-action.ts';
import { createShowAction } from './response-actions/show-action.ts';
import type { Policy } from './response-actions/terms.ts';
import { createWhoApproves } from './response-actions/who-approves.ts';
import type { Query } from './store/database.ts';
import type { Seal } from './store/seal.ts';
import { within } from './within.ts';

/** What acting needs of XDR: the response client. */
export type ActingDoor = Readonly<{
  listActions: ListActions;
  trigger: Trigger;
  missing: (scopes: readonly string[]) => Promise<readonly string[]>;
  clientId: string;
}>;

/** A durable job about one response action. `room` is for the queue alone. */
export type ActionJob = Readonly<{ request: string; room: Place }>;

export type ActingParts = Readonly<{
  door: ActingDoor;
  /** Who carries out what is not a module's. */
  performers?: Performers;
  query: Query;
  audit: Audit;
  policy: Policy;
  /** Whether anybody at all may act. Rejects with Failure `store-unavailable`. */
  anybodyActs: () => Promise<boolean>;
  /** Approvers by the settings and by grants. */
  approvers: () => Promise<readonly PersonRule[]>;
  people: People;
  humanOf: HumanOf;
  personNow: (id: string, place: Place) => Promise<Person>;
  /** Until when XDR has told everybody to wait (milliseconds since the epoch). */
  pausedUntil: () => number | undefined;
  /** The policy's room for approvals as a place. */
  approvalsPlace: Place | undefined;
  oneObservable: OneObservable;
  enqueue: (name: 'act' | 'show-action', id: string, job: ActionJob) => Promise<unknown>;
  outbox: Outbox;
  prefixOf: PrefixOf;
  newReference: () => string;
  /** Hides what was given for secret inputs. */
  seal: Seal;
  /** Hosts beside Cisco's that cards may link to. */
  trustedHosts: readonly string[];
  /** Longest that a call can be under way, milliseconds. */
  longestCall: number;
  simulated: boolean;
  log: Log;
  now: () => number;
}>;

/** Everything that acts: response actions from the list to the outcome. */
export type Acting = Readonly<{
  commands: readonly Command[];
  presses: PressAnswers;
  /** Writes into the audit that somebody was not let. */
  onRefused: OnRefused;
  /** Whether "Respond" is offered. */
  offered: () => Promise<boolean>;
  /** Offers somebody actions with `via`; for features that have cards of their own. */
  offer: Offer;
  /** Opens the form for what was offered so. */
  choose: OpenRequest['choose'];
  /** The jobs. Each resolves with how it ended; `retryAt`: not yet. */
  act: (job: ActionJob) => Promise<Readonly<{ state: string; retryAt?: number }>>;
  show: (job: ActionJob) => Promise<string>;
  /** Looks after requests, and follows what they started. */
  cares: readonly [ActionCare, FollowActions];
}>;

/** So long (milliseconds) a card that says that it is about to run may take; then it runs. */
const longestShow = 3_000;

export function createActing(parts: ActingParts): Acting {
  const { door, query, audit, policy, people, humanOf, personNow, enqueue, simulated, log, now } = parts;
  const carrierOf = createCarrierOf({ ...door, pausedUntil: parts.pausedUntil, performers: parts.performers ?? {} });
  const secrets = createKeptSecrets(query, parts.seal);
  const requests = createActionRequests({ audit, query, secrets, now });
  const cards = createActionCards(query, now);
  const offers = createKeptOffers(query, now);

  /** What is stored is stored: if the queue cannot be reached now, `care` finds it. */
  const later = (name: 'act' | 'show-action', { id, version, place }: ActionRequest, occasion = `${version}`) =>
    enqueue(name, `${id}/${occasion}`, { request: id, room: place }).catch((error: unknown) =>
      log.warn({ request: id, error: error instanceof Error ? error.message : 'unknown' }, 'job left to be found'),
    );
  const show = async (request: ActionRequest): Promise<void> => {
    await later('show-action', request);
  };
  const goOn = async (request: ActionRequest, occasion?: string): Promise<void> => {
    const begins = request.state === 'approved' || (occasion !== undefined && request.state === 'executing');
    await Promise.all([later('show-action', request, occasion), ...(begins ? [later('act', request, occasion)] : [])]);
  };

  const lacking = () => door.missing([listScope, triggerScope]);
  const noteRefused = createNoteRefused({ audit, humanOf, now });
  const onRefused: OnRefused = (wanted, why, by) => {
    // He was refused whether or not it can be written down.
    noteRefused(wanted, why, by).catch(() =>
      log.warn({ person: by.person.id, wanted, why }, 'refused attempt not audited'),
    );
  };
  const listOffers = createListOffers({ ...door, policy, offers, onRefused, simulated });
  const open = createOpenRequest({
    requests,
    offers,
    noteRefused,
    policy,
    people,
    humanOf,
    carrierOf,
    prefixOf: parts.prefixOf,
    now,
    simulated,
  });
  const act = createAnswerActionPress({
    requests,
    open,
    standsIn: cards.standsIn,
    noteRefused,
    policy,
    people,
    humanOf,
    personNow,
    goOn,
    carrierOf,
    prefixOf: parts.prefixOf,
    now,
    simulated,
  });
  const execute = createExecuteAction({
    requests,
    listActions: door.listActions,
    hindrance: createHindrance({
      policy,
      people,
      humanOf,
      mayApprove: createMayApprove({ policy, people }),
      personNow,
      carrierOf,
    }),
    carrierOf,
    secrets,
    policy,
    show,
    newReference: parts.newReference,
    log,
    now,
  });
  const whoApproves = createWhoApproves({ policy, approvers: parts.approvers, humanOf });
  const showAction = createShowAction({ ...parts, requests, cards, carrierOf, whoApproves });

  const { newReference } = parts;
  const following = { requests, looks: createLooks(query, now), carrierOf, show, log, now };

  return {
    commands: [createRespond({ oneObservable: parts.oneObservable, listOffers, lacking, simulated })],
    presses: {
      respond: {
        role: 'responders',
        scopes: [],
        run: ({ observable }, { person, place }) => listOffers({ observable, person, place }),
      },
      choose: { act },
      undo: { act },
      again: { act },
      confirm: { act },
      approve: { act },
      cancel: { act },
      refuse: { act },
      close: { act },
    },
    onRefused,
    offer: createOffer(offers, policy),
    choose: open.choose,
    offered: createOffered({
      mayList: async () => (await door.missing([listScope])).length === 0,
      anybodyActs: parts.anybodyActs,
      now,
    }),
    act: async ({ request }) => {
      // Where the room does not take the card at all, it ends there; trouble of the platform holds nothing up.
      await within(
        showAction(request).catch(() => {}),
        longestShow,
        undefined,
      );
      return execute(request);
    },
    show: ({ request }) => showAction(request),
    cares: [
      createActionCare({ requests, cards, policy, goOn, longestCall: parts.longestCall, carrierOf, log, now }),
      createFollowActions({ ...following, settle: createSettleAction({ ...following, newReference }) }),
    ],
  };
}
