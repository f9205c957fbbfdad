import { analytics, BAD_ADDRESS, domain, LAPTOP, MINUTE, T } from './incident-parts.ts';
import type { IncidentStory } from './incident-story.ts';

/** An incident that is not there at the start: `raiseIncident` brings it into being. */
export const NEW_INCIDENT: Omit<IncidentStory, 'number' | 'ago'> = {
  ...analytics,
  shows: 'a new incident of high severity and high impact, raised while one looks on',
  title: 'Beaconing to a known bad address',
  summary: 'A laptop connects to a command and control host every minute',
  description: 'Connections to 45.83.10.7 every 60 seconds since a few minutes; the host was seen in other incidents.',
  status: 'New',
  severity: 'High',
  confidence: 'High',
  score: 790,
  highImpact: true,
  assignees: [],
  techniques: [T.web],
  sightings: [
    {
      title: 'Beacon',
      ago: 2 * MINUTE,
      lasted: MINUTE,
      observables: [BAD_ADDRESS, domain('phish.example.org')],
      targets: [LAPTOP],
    },
  ],
  judgements: [{ observable: BAD_ADDRESS, disposition: 2, reason: 'Known C2 host' }],
};
