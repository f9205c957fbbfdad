import { strong, text } from '../cards/card.ts';
import type { Incident, IncidentDoor } from '../incidents/incident.ts';
import { wordOf } from '../incidents/incident-words.ts';
import type { DrawIncident } from '../incidents/show-incident.ts';
import type { Place } from '../incoming.ts';
import type { Log } from '../log.ts';
import type { Outbox } from '../reply.ts';
import { roomName } from '../room.ts';
import type { Announced, AnnounceJob, AnnouncingChannels } from './announcing.ts';
import { type Birth, isNewsFor, weightWords } from './weight.ts';

/** Stores that a new incident is announced wherever it is news, in each channel by a job of its own. Resolves with their number. */
export type AnnounceIncident = (incident: Incident, birth: Birth) => Promise<number>;

export function createAnnounceIncident({
  channels,
  announced,
  enqueue,
  now,
}: Readonly<{
  channels: Pick<AnnouncingChannels, 'list'>;
  announced: Pick<Announced, 'where'>;
  enqueue: (id: string, job: AnnounceJob) => Promise<unknown>;
  now: () => number;
}>): AnnounceIncident {
  return async (incident, birth) => {
    const wanting = (await channels.list()).filter((channel) => isNewsFor(incident, birth, channel, now()));
    if (wanting.length === 0) return 0;
    const before = new Set((await announced.where(incident.id)).map(roomName));
    const due = wanting.filter(({ room }) => !before.has(roomName(room)));
    await Promise.all(
      due.map(({ room }) =>
        enqueue(`announce/${incident.id}/${roomName(room)}`, {
          incident: incident.id,
          room,
          highImpact: birth.highImpact,
          bornAt: birth.bornAt ?? now(),
        }),
      ),
    );
    return due.length;
  };
}

/** How it went; each is an end, so that it is not tried again. */
export type AnnounceOutcome =
  | 'posted'
  | 'announced before'
  | 'switched off'
  | 'outsiders read there'
  | 'no such incident'
  | 'thread gone';

/**
 * Posts the card of a new incident in one channel, once: who began before us may have posted it, so then the platform is
 * asked first. Rejects with a Failure when it is to be tried again; with the signal's reason when another process has it.
 */
export function createPostAnnouncement({
  channels,
  announced,
  outsidersNow,
  toldHighImpact,
  read,
  draw,
  outbox,
  log,
}: Readonly<{
  channels: Pick<AnnouncingChannels, 'of'>;
  announced: Pick<Announced, 'begin' | 'stands'>;
  /** Whether people from outside may read there now; false where nobody can tell. */
  outsidersNow: (place: Place) => Promise<boolean>;
  /** Whether XDR told meanwhile that it is of high impact. */
  toldHighImpact: (incident: string) => Promise<boolean>;
  read: IncidentDoor['readIncident'];
  draw: DrawIncident;
  outbox: Pick<Outbox, 'post'>;
  log: Log;
}>): (job: AnnounceJob, signal?: AbortSignal) => Promise<AnnounceOutcome> {
  return async ({ incident: id, room, highImpact }, signal) => {
    if (!(await channels.of(room))) return 'switched off';
    const { platform, workspace, channel } = room;
    const place: Place = { platform, workspace, channel, kind: 'channel', outsiders: false };
    if (await outsidersNow(place)) {
      log.warn({ platform, channel, incident: id }, 'incident not announced: people from outside may read there');
      return 'outsiders read there';
    }
    const incident = await read({ id }, { purpose: 'watching' });
    if (!incident) return 'no such incident';
    const heavy = highImpact || (await toldHighImpact(id));
    const why = weightWords(wordOf(incident.severity, 'no severity'), heavy);
    const card = await draw(incident, {
      spans: [strong('New incident'), text(` (${why}).`)],
      words: `is new (${why})`,
    });
    signal?.throwIfAborted();
    const begun = await announced.begin(id, room);
    if (begun === 'done') return 'announced before';
    const key = { id: `announce:${id}:${channel}`, maybePosted: begun === 'begun' };
    const post = await outbox.post(place, { kind: 'card', card }, key);
    if (post === 'gone') return 'thread gone';
    await announced.stands(id, room, post.id);
    return 'posted';
  };
}
