import type { Adapter } from '../adapter.ts';
import { type Card, type Span, text, value } from '../cards/card.ts';
import { notice } from '../cards/notice.ts';
import { outsideText } from '../cards/outside-text.ts';
import { personSpan } from '../cards/person.ts';
import { refusal } from '../cards/refusal.ts';
import { joined } from '../cards/wording.ts';
import type { IncidentDoor, IncidentRef } from '../incidents/incident.ts';
import { noIncidentCard } from '../incidents/incident-refusals.ts';
import { nameOf, titleOf } from '../incidents/incident-words.ts';
import type { ChatPersonOf } from '../incidents/xdr-user-of.ts';
import type { Platform, PrefixOf } from '../incoming.ts';
import type { AskedIn, LinkRoom } from './link-room.ts';
import { notAChannelCard } from './room-notices.ts';

/** So many people are brought in at most. */
const mostPeople = 20;

/**
 * Makes a channel for an incident, brings in who asked and who has it, and links it. It is not repeated by itself: where
 * the answer was lost, the channel may be there. Rejects with a Failure.
 */
export function createOpenRoom(parts: {
  read: IncidentDoor['readIncident'];
  openChannel: (platform: Platform, wish: Parameters<Adapter['openChannel']>[0]) => ReturnType<Adapter['openChannel']>;
  link: LinkRoom;
  chatPersonOf: ChatPersonOf;
  /** True for the first who asks for this key. */
  claim: (key: string) => Promise<boolean>;
  now: () => number;
  prefixOf: PrefixOf;
  simulated: boolean;
}): (ref: IncidentRef, asked: AskedIn) => Promise<Card> {
  const { simulated } = parts;
  return async (ref, { person, place }) => {
    const { platform } = place;
    if (platform === 'terminal') return notAChannelCard(simulated);
    const incident = await parts.read(ref, { purpose: 'command' });
    if (!incident) return noIncidentCard('id' in ref ? ref.id : ref.shortId, simulated);
    // Two presses, or two people, within a minute mean one room.
    if (
      !(await parts.claim(
        `open-room/${platform}/${place.workspace}/${incident.id}/${Math.floor(parts.now() / 60_000)}`,
      ))
    )
      return openedJustNowCard(nameOf(incident), simulated);
    const known = await Promise.all(
      incident.assignees.slice(0, mostPeople).map((user) => parts.chatPersonOf(user, place).catch(() => undefined)),
    );
    const people = [...new Set([person.id, ...known.flatMap((one) => one ?? [])])];
    const opened = await parts.openChannel(platform, { name: channelNameOf(nameOf(incident)), people });
    if (!opened) return cannotOpenCard(`${parts.prefixOf(platform)} incident link ${nameOf(incident)}`, simulated);
    const linked = await parts.link({ id: incident.id }, { person, place: opened.place, present: true });
    if (linked.data?.kind === 'refusal') return linked;
    const name = outsideText(opened.name, 80);
    const without = opened.without.map((id): readonly Span[] => [personSpan({ platform, id })]);
    return notice({
      tone: 'info',
      word: 'Incident room',
      sentence: `#${name} was made, and is the room of ${nameOf(incident)} (${titleOf(incident)}).`,
      todo: without.length > 0 ? [text('Not brought in: '), ...joined(without), text('. Add them there.')] : [],
      simulated,
      data: { kind: 'room', incident: incident.id },
    });
  };
}

/** `ir-inc-1042`: what Slack and people take for a name. */
export const channelNameOf = (incident: string): string =>
  `ir-${incident
    .toLowerCase()
    .replace(/^incident-/, '')
    .replace(/[^a-z\d]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)}`;

const openedJustNowCard = (incident: string, simulated: boolean): Card =>
  refusal(
    'Just now',
    `a room for ${incident} has just been asked for.`,
    'Look for its channel; ask again in a minute when there is none.',
    simulated,
    'not-now',
  );

const cannotOpenCard = (command: string, simulated: boolean): Card =>
  refusal(
    'Not possible',
    'bots cannot make channels here.',
    [text('Make a channel, add the bot to its team, and write there: '), value(command), text('.')],
    simulated,
    'not-now',
  );
