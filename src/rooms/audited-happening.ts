import type { AuditEvent } from '../audit/audit-entry.ts';
import { closedWords, eventWords } from '../audit/event-words.ts';
import type { StoredEntry } from '../audit/stored-entry.ts';
import type { Tone } from '../cards/card.ts';
import { outsideText } from '../cards/outside-text.ts';
import { counted } from '../cards/wording.ts';
import type { Happening } from './happening.ts';

/**
 * What the audit says of a room and the room does not hear of: forms that were opened, attempts that were refused, who may
 * do what. That is for administrators. Of what is executed the end is told.
 */
const untold: ReadonlySet<AuditEvent> = new Set([
  'action.requested',
  'action.executing',
  'attempt.refused',
  'permission.granted',
  'permission.revoked',
]);

/** An entry of the audit as something that happened in its room; undefined when it is not for those who read there. */
export function happeningOf(entry: StoredEntry): Happening | undefined {
  const { event, by, observable, outcome } = entry;
  // A change is audited before its call and after it: what came of it is the one to tell.
  if (untold.has(event) || outcome === 'asked') return undefined;
  const { word, tone } = eventWords[event];
  return {
    at: Date.parse(entry.at),
    tone: toneOf(entry, tone),
    word,
    text: [about(entry), ...endOf(entry)].filter(Boolean).join('; '),
    ...(observable ? { observable } : {}),
    ...(by ? { by: { platform: by.platform, id: by.id, ...(by.name === undefined ? {} : { name: by.name }) } } : {}),
  };
}

/** Outcomes of changes stand in words; those of actions have events of their own. */
function toneOf({ event, outcome = '' }: StoredEntry, tone: Tone): Tone {
  if (event.startsWith('action.')) return tone;
  return outcome === 'unknown' ? 'incomplete' : outcome.startsWith('failed') ? 'failed' : tone;
}

function about({ event, action, details = {} }: StoredEntry): string {
  const say = (name: string, limit = 60) => outsideText(String(details[name] ?? ''), limit);
  switch (event) {
    case 'incident.status':
      return `${incidentOf(say('incident'))} from ${say('from') || 'no status'} to ${say('to') || 'no status'}`;
    case 'incident.assigned':
      return `${incidentOf(say('incident'))} to ${say('to') ? `XDR user ${say('to')}` : 'nobody'}`;
    case 'incident.noted':
      return `${incidentOf(say('incident'))}, ${counted(Number(details['characters']) || 0, 'character')}`;
    case 'room.linked':
    case 'room.unlinked':
    case 'room.rests':
    case 'room.wakes':
      return incidentOf(say('incident'));
    case 'setting.changed':
      return `${say('setting') || 'a setting'} is now ${say('to') || 'not set'}`;
    default:
      return action ? actionWords(action) : others(details);
  }
}

const actionWords = ({ title, module }: NonNullable<StoredEntry['action']>): string =>
  `${outsideText(title, 60) || 'an action without a title'}${module ? ` (${outsideText(module, 40)})` : ''}`;

/** Events that are not known here say what they hold. */
const others = (details: NonNullable<StoredEntry['details']>): string =>
  Object.entries(details)
    .slice(0, 4)
    .map(([name, said]) => `${outsideText(name, 20)} ${outsideText(String(said), 60)}`.trim())
    .join(', ');

/** `incident-acb6e46c`: enough to tell it from its like. */
const incidentOf = (id: string): string => id.slice(0, 'incident-'.length + 8) || 'an incident';

const endOf = ({ outcome, dryRun, reason }: StoredEntry): readonly string[] => [
  ...(outcome && outcome !== 'done'
    ? [outsideText((Object.hasOwn(closedWords, outcome) && closedWords[outcome]) || outcome, 80)]
    : []),
  ...(dryRun ? ['dry run'] : []),
  ...(reason ? [`reason: ${outsideText(reason, 100)}`] : []),
];
