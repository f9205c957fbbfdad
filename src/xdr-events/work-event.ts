import { Failure } from '../failure.ts';
import type { Incident, IncidentDoor } from '../incidents/incident.ts';
import { highImpactCreated, meaningOf, type XdrEventJob } from './xdr-event.ts';

/** So long a new incident may take to be readable, and until it is looked for again, milliseconds. */
const [comesToLight, lookAgain] = [5 * 60_000, 30_000];

/**
 * Tells what an event concerns, each time from XDR: rooms hear that their incident has changed, and a new incident is
 * announced. Safe to repeat. Rejects with a Failure when it is to be tried again.
 */
export type WorkEvent = (job: XdrEventJob) => Promise<'told' | 'announced' | 'not announced' | 'no such incident'>;

export function createWorkEvent({
  incidentChanged,
  isAnybodyTold,
  read,
  announce,
  now,
}: Readonly<{
  incidentChanged: (incident: string) => Promise<void>;
  /** Whether there is any channel in which incidents are announced: else XDR is not asked. */
  isAnybodyTold: () => Promise<boolean>;
  read: IncidentDoor['readIncident'];
  /** Resolves with the number of channels in which it is going to be announced. */
  announce: (incident: Incident, news: Readonly<{ highImpact: boolean; bornAt: number }>) => Promise<number>;
  now: () => number;
}>): WorkEvent {
  return async ({ type, incidents, receivedAt }) => {
    for (const incident of incidents) await incidentChanged(incident);
    if (meaningOf(type) !== 'new' || !(await isAnybodyTold())) return 'told';
    let found = 0;
    let announced = 0;
    for (const id of incidents) {
      const incident = await read({ id }, { purpose: 'watching' });
      if (!incident) continue;
      found += 1;
      announced += await announce(incident, { highImpact: type === highImpactCreated, bornAt: receivedAt });
    }
    // XDR may tell of it before it can be read.
    if (found === 0 && now() - receivedAt < comesToLight)
      throw new Failure('unavailable', 'the new incident cannot be read yet', { retryAt: now() + lookAgain });
    if (found === 0) return 'no such incident';
    return announced > 0 ? 'announced' : 'not announced';
  };
}
