import type { Card } from '../cards/card.ts';
import { usageCard } from '../cards/usage-card.ts';
import { longestNote, longestReason } from '../incidents/change.ts';
import type { ChangeIncident } from '../incidents/change-incident.ts';
import type { FindAssignee } from '../incidents/find-assignee.ts';
import type { IncidentRef } from '../incidents/incident.ts';
import { longNoteCard, noReferenceCard, noStatusCard } from '../incidents/incident-refusals.ts';
import { incidentScope, type ShowIncident } from '../incidents/show-incident.ts';
import { findStatus } from '../incidents/statuses.ts';
import type { PrefixOf } from '../incoming.ts';
import type { Asked, Command } from './command.ts';

/** Shows one incident, changes its status, assigns it, writes into its worklog. */
export function createIncident({
  parseRef,
  show,
  change,
  findAssignee,
  rooms,
  prefixOf,
  simulated,
}: Readonly<{
  parseRef: (text: string) => IncidentRef | undefined;
  show: ShowIncident;
  change: ChangeIncident;
  findAssignee: FindAssignee;
  rooms: Readonly<{
    link: (ref: IncidentRef, asked: Pick<Asked, 'person' | 'place' | 'present'>) => Promise<Card>;
    open: (ref: IncidentRef, asked: Pick<Asked, 'person' | 'place' | 'present'>) => Promise<Card>;
    unlink: (asked: Pick<Asked, 'person' | 'place' | 'present'>) => Promise<Card>;
  }>;
  prefixOf: PrefixOf;
  simulated: boolean;
}>): Command {
  const forms = [
    { usage: 'incident <id or link>', does: 'Shows an incident of XDR.' },
    { usage: 'incident status <id> <status> [because …]', does: 'Changes its status.' },
    { usage: 'incident assign <id> <me, @somebody, e-mail or user id in XDR>', does: 'Gives it to him, or to nobody.' },
    { usage: 'incident note <id> <text>', does: 'Writes into its worklog.' },
    { usage: 'incident link <id or link>', does: 'Makes this channel its room: its card is kept current here.' },
    { usage: 'incident unlink', does: 'Ends that.' },
    { usage: 'incident open-room <id or link>', does: 'Makes a channel for it, and links that.' },
  ] as const;
  const usage = ({ place }: Asked): Card =>
    usageCard({ given: 'incident', unknown: false, forms, prefix: prefixOf(place.platform), simulated });

  const setStatus = async (ref: IncidentRef, words: string, asked: Asked): Promise<Card> => {
    const [typed = '', ...why] = words.split(/\sbecause\s/i);
    const status = findStatus(typed);
    const reason = why.join(' because ').trim().slice(0, longestReason);
    if (!status) return noStatusCard(typed, simulated);
    return change(ref, { kind: 'status', status, ...(reason ? { reason } : {}) }, asked);
  };
  const assign = async (ref: IncidentRef, words: string, asked: Asked): Promise<Card> => {
    const found = await findAssignee(words, asked);
    return 'card' in found ? found.card : change(ref, { kind: 'assign', user: found.user }, asked);
  };
  const note = async (ref: IncidentRef, content: string, asked: Asked): Promise<Card> =>
    content.length > longestNote ? longNoteCard(longestNote, simulated) : change(ref, { kind: 'note', content }, asked);
  const changes = { status: setStatus, assign, note } as const;

  return {
    verb: 'incident',
    usage: 'incident <id or link>',
    does: 'Shows an incident of XDR; also: incident status, assign, note, link, unlink, open-room.',
    role: 'analysts',
    scopes: [incidentScope],
    beyondVerdicts: true,
    // What is changed is told to everybody who may see it.
    alwaysInRoom: (rest) => /^(?:(?:status|assign|note|link|open-room)\s|unlink$)/i.test(rest),
    run: async (asked) => {
      if (/^unlink$/i.test(asked.rest)) return rooms.unlink(asked);
      const [, forRoom, its = ''] = /^(link|open-room)\s+(\S+)$/i.exec(asked.rest) ?? [];
      if (forRoom !== undefined) {
        const ref = parseRef(its);
        if (!ref) return noReferenceCard(its, simulated);
        return forRoom.toLowerCase() === 'link' ? rooms.link(ref, asked) : rooms.open(ref, asked);
      }
      const [, verb = '', given = '', words = ''] =
        /^(?:(status|assign|note)\s+)?(\S+)\s*([\s\S]*)$/i.exec(asked.rest) ?? [];
      if (given === '' || (verb === '') !== (words === '')) return usage(asked);
      const ref = parseRef(given);
      if (!ref) return noReferenceCard(given, simulated);
      const way = verb.toLowerCase();
      return way === 'status' || way === 'assign' || way === 'note' ? changes[way](ref, words, asked) : show(ref);
    },
  };
}
