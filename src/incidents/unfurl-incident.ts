import { buttons } from '../cards/button.ts';
import { type Card, text } from '../cards/card.ts';
import type { IncomingLink } from '../incoming.ts';
import type { People } from '../permissions/people.ts';
import type { Reply, SilenceReason } from '../reply.ts';
import { roomName } from '../room.ts';
import type { Incident, IncidentDoor, IncidentRef } from './incident.ts';
import { incidentSpans, nameOf, titleOf, toneOf, wordOf } from './incident-words.ts';
import { incidentScope } from './show-incident.ts';

/**
 * What a link says of its incident: a short card, where an analyst shared it and only members read; else nothing. It is
 * unasked, so it is one call of the lowest rank, and none where it is not for everybody there.
 */
export function createUnfurlIncident(parts: {
  parseRef: (text: string) => IncidentRef | undefined;
  read: IncidentDoor['readIncident'];
  people: People;
  missing: (scopes: readonly string[]) => Promise<readonly string[]>;
  simulated: boolean;
}): (incoming: IncomingLink) => Promise<Reply> {
  return async ({ url, person, place }) => {
    const ref = /^https:\/\//i.test(url) ? parts.parseRef(url) : undefined;
    if (!ref) return silence('no-incident');
    if (place.outsiders || !(await parts.people(person, 'analysts'))) return silence('not-permitted');
    if ((await parts.missing([incidentScope])).length > 0) return silence('not-permitted');
    const incident = await parts.read(ref, { purpose: 'watching', rooms: [roomName(place)] });
    if (!incident) return silence('no-incident');
    return { kind: 'card', card: shortIncidentCard(incident, parts.simulated), audience: 'room' };
  };
}

/** An incident as it stands under a link: what it is and how it stands, and a button that shows the whole. */
export function shortIncidentCard(incident: Incident, simulated: boolean): Card {
  const { status, severity, score, assignees } = incident;
  const name = nameOf(incident);
  const fact = (called: string, words: string) => ({ name: called, spans: [text(words)] });
  return {
    headline: `${name} (${wordOf(status)}, ${wordOf(severity, 'no severity')}): ${titleOf(incident)}`,
    simulated,
    parts: [
      { part: 'heading', tone: toneOf(incident), word: 'Incident', spans: incidentSpans(incident) },
      {
        part: 'facts',
        facts: [
          fact('Status', wordOf(status)),
          fact('Severity', wordOf(severity)),
          ...(score === undefined ? [] : [fact('Score', `${Math.round(score)} of 1000`)]),
          fact('Assigned to', assignees.length === 0 ? 'nobody' : assignedTo(assignees.length)),
        ],
      },
      ...buttons([
        { text: 'Show incident', label: `Show incident ${name}`, press: { do: 'incident', incident: incident.id } },
      ]),
    ],
    data: { kind: 'incident', incident },
  };
}

/** Their names would be another call. */
const assignedTo = (count: number): string => (count === 1 ? 'one person' : `${count} people`);

const silence = (reason: SilenceReason): Reply => ({ kind: 'silence', reason });
