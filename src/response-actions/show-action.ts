import type { Card } from '../cards/card.ts';
import { Failure, isFinal } from '../failure.ts';
import { createInTurn } from '../in-turn.ts';
import type { Place, PrefixOf } from '../incoming.ts';
import type { Outbox } from '../reply.ts';
import { actionCard } from './action-card.ts';
import type { ActionCards } from './action-cards.ts';
import type { ActionRequest } from './action-request.ts';
import type { ActionRequests } from './action-requests.ts';
import { entryOf } from './audit-action.ts';

/** Milliseconds until somebody else's post is looked at again. */
const lookAgain = 10_000;
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
  client: string;
  prefixOf: PrefixOf;
  now: () => number;
  simulated: boolean;
}): ShowAction {
  const { requests, cards, outbox, approvalsPlace, client, prefixOf, now, simulated } = parts;
  const inTurn = createInTurn();

  const drawn = (request: ActionRequest, { platform }: Place): Card =>
    actionCard({ request, client, prefix: prefixOf(platform), simulated });

  const placesOf = ({ place, terms }: ActionRequest): Place[] => {
    const apart =
      approvalsPlace && !(approvalsPlace.platform === place.platform && approvalsPlace.channel === place.channel);
    return apart && terms.approvals > 0 ? [place, approvalsPlace] : [place];
  };

  const post = async (request: ActionRequest, place: Place): Promise<void> => {
    const whose = await cards.claim(request.id, place);
    if (whose === 'theirs')
      throw new Failure('platform-unavailable', 'another process is posting it', { retryAt: now() + lookAgain });
    const key = { id: `action:${request.id}:${place.channel}`, maybePosted: whose === 'maybe', urgent: true as const };
    const card = { kind: 'card' as const, card: drawn(request, place) };
    const signs = setInterval(() => cards.stillPosting(request.id, place).catch(() => {}), signEvery);
    try {
      const ref = await outbox.post(place, card, key);
      const made = ref === 'gone' ? await outbox.post(rootOf(place), card, { ...key, id: `${key.id}:root` }) : ref;
      // What was found rather than posted shows an older version: it is brought up to date next.
      const version = key.maybePosted ? 0 : request.version;
      if (made !== 'gone') await cards.stands(request.id, { place: made.place, message: made.id, version });
    } catch (failure) {
      // Refused for good: nobody tries again for this version; otherwise whoever comes next posts it.
      if (failure instanceof Failure && isFinal(failure))
        await cards.stands(request.id, { place, version: request.version });
      else if (failure instanceof Failure && failure.kind === 'platform-rate-limited')
        await cards.forget(request.id, place);
      throw failure;
    } finally {
      clearInterval(signs);
    }
  };

  /** Resolves when the card of this place shows the newest version. */
  const showIn = async (id: string, place: Place): Promise<void> => {
    for (;;) {
      const [request, standing] = await Promise.all([requests.read(id), cards.read(id, place)]);
      if (!request || (standing && standing.version >= request.version)) return;
      if (standing?.message === undefined) {
        await post(request, place);
        continue;
      }
      try {
        await outbox.update({ place: standing.place, id: standing.message }, drawn(request, place));
        await cards.stands(id, { ...standing, version: request.version });
      } catch (failure) {
        if (!(failure instanceof Failure) || failure.kind !== 'place-gone') throw failure;
        await cards.forget(id, place); // the message was deleted: what has become of it is said anew
        await post(request, place);
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
      if (failed.length < shown.length) return 'shown';
      await giveUp(id);
      return 'cannot be shown';
    });
}

const unseen = 'Its card could not be posted: is the bot a member of the channel?';

const rootOf = ({ thread: _, ...place }: Place): Place => place;
