import type { Card } from '../cards/card.ts';
import { Failure, isFinal } from '../failure.ts';
import { createInTurn } from '../in-turn.ts';
import type { Place, PrefixOf } from '../incoming.ts';
import type { Log } from '../log.ts';
import type { Outbox } from '../reply.ts';
import { actionCard } from './action-card.ts';
import type { ActionCards, StandingCard } from './action-cards.ts';
import type { ActionRequest } from './action-request.ts';
import type { ActionRequests } from './action-requests.ts';
import { entryOf } from './audit-action.ts';
import type { CarrierOf } from './carrier.ts';
import type { WhoApproves } from './who-approves.ts';

/** Milliseconds until somebody else's post is looked at again. */
const lookAgain = 1_000;

/** More changes while one look lasts are left to the next. */
const mostDrawings = 20;
/** Milliseconds between two signs that a post is still under way. */
const signEvery = 4_000;

/**
 * Shows a request as it is now, in the conversation where it was asked for, and where approvers are while it needs
 * approval; posts a card once and then changes it. It ends when all cards show the newest version, so whoever writes last
 * has written the newest. Rejects with a Failure when it is to be tried again.
 */
export type ShowAction = (id: string) => Promise<'shown' | 'nothing to show' | 'cannot be shown'>;

export function createShowAction(parts: {
  requests: Pick<ActionRequests, 'read' | 'decide'>;
  cards: ActionCards;
  outbox: Pick<Outbox, 'post' | 'update'>;
  /** Where requests that need approval are shown as well. */
  approvalsPlace: Place | undefined;
  whoApproves: WhoApproves;
  carrierOf: CarrierOf;
  trustedHosts: readonly string[];
  prefixOf: PrefixOf;
  log: Log;
  now: () => number;
  simulated: boolean;
}): ShowAction {
  const { requests, cards, outbox, approvalsPlace, carrierOf, trustedHosts, prefixOf, now, simulated } = parts;
  const inTurn = createInTurn();

  const drawn = async (request: ActionRequest, { platform }: Place): Promise<Card> => {
    const approvers = request.state === 'confirmed' ? await parts.whoApproves(request, platform) : [];
    const { caller } = carrierOf(request.action);
    return actionCard({ request, caller, prefix: prefixOf(platform), approvers, trustedHosts, simulated });
  };

  const placesOf = ({ place, terms }: ActionRequest): Place[] => {
    const apart =
      approvalsPlace && !(approvalsPlace.platform === place.platform && approvalsPlace.channel === place.channel);
    return apart && terms.approvals > 0 ? [place, approvalsPlace] : [place];
  };

  /** Posts the card; what is found rather than posted shows an older version and is brought up to date next. */
  const post = async (request: ActionRequest, place: Place, maybePosted: boolean): Promise<void> => {
    const key = { id: `action:${request.id}:${place.channel}`, maybePosted, urgent: true as const };
    const card = { kind: 'card' as const, card: await drawn(request, place) };
    try {
      const ref = await outbox.post(place, card, key);
      const made = ref === 'gone' ? await outbox.post(rootOf(place), card, { ...key, id: `${key.id}:root` }) : ref;
      if (made === 'gone') return cards.forget(request.id, place);
      const version = maybePosted ? 0 : request.version;
      await cards.stands(request.id, { place: made.place, message: made.id, version });
    } catch (failure) {
      // Refused for good: nobody tries again for this version. Not begun: whoever comes next posts it. Else it may stand.
      if (failure instanceof Failure && isFinal(failure))
        await cards.stands(request.id, { place, version: request.version });
      else if (failure instanceof Failure && failure.kind === 'platform-rate-limited')
        await cards.forget(request.id, place);
      throw failure;
    }
  };

  const update = async (request: ActionRequest, standing: StandingCard & { message: string }): Promise<void> => {
    try {
      await outbox.update({ place: standing.place, id: standing.message }, await drawn(request, standing.place));
      await cards.stands(request.id, { ...standing, version: request.version });
    } catch (failure) {
      const gone = failure instanceof Failure && failure.kind === 'place-gone';
      // The message was deleted: what has become of it is said anew.
      await (gone ? cards.forget : cards.leave)(request.id, standing.place);
      if (!gone) throw failure;
    }
  };

  /**
   * Resolves when the card of this place shows the newest version. One draws at a time, over all replicas, and reads what
   * there is to draw when he has it: so no older version is drawn over a newer one.
   */
  const showIn = async (id: string, place: Place): Promise<void> => {
    for (let drawings = 0; ; drawings++) {
      const [before, shown] = await Promise.all([requests.read(id), cards.read(id, place)]);
      if (!before || (shown && shown.version >= before.version)) return;
      if (drawings >= mostDrawings) throw new Failure('platform-unavailable', 'it changes faster than it is drawn');
      const whose = await cards.take(id, place);
      if (whose === 'theirs')
        throw new Failure('platform-unavailable', 'another process is drawing it', { retryAt: now() + lookAgain });
      const signs = setInterval(() => cards.stillDrawing(id, place).catch(() => {}), signEvery);
      signs.unref();
      try {
        const [request, standing] = await Promise.all([requests.read(id), cards.read(id, place)]);
        if (!request || !standing) return;
        const { message } = standing;
        await (message === undefined
          ? post(request, place, whose === 'maybe')
          : update(request, { ...standing, message }));
      } finally {
        clearInterval(signs);
      }
    }
  };

  /** Nobody can approve what nobody sees, and nothing is done that nobody sees. */
  const giveUp = async (id: string): Promise<void> => {
    await requests.decide(id, (request) =>
      request.state === 'confirmed' || request.state === 'approved'
        ? {
            to: { state: 'failed', result: { notRun: true, why: unseen } },
            entries: [entryOf(request, 'action.failed', { outcome: unseen })],
          }
        : { refused: 'already' as const },
    );
  };

  return (id) =>
    inTurn(id, async () => {
      const request = await requests.read(id);
      if (!request || request.state === 'requested' || request.reason === undefined) return 'nothing to show';
      const shown = await Promise.all(
        placesOf(request).map((place) =>
          showIn(id, place).then(
            () => undefined,
            (failure: unknown) => failure,
          ),
        ),
      );
      const failed = shown.filter((failure) => failure !== undefined);
      const passing = failed.find((failure) => !(failure instanceof Failure) || !isFinal(failure));
      if (passing !== undefined) throw passing;
      for (const failure of failed)
        parts.log.warn({ request: id, reason: String(failure) }, 'card of a response action could not be posted');
      if (failed.length < shown.length) return 'shown';
      await giveUp(id);
      return 'cannot be shown';
    });
}

const unseen = 'Its card could not be posted: is the bot a member of the channel?';

const rootOf = ({ thread: _, ...place }: Place): Place => place;
