import {
  alex,
  ana,
  analytics,
  BAD_ADDRESS,
  BAD_DOMAIN,
  DAY,
  domain,
  EICAR,
  HOUR,
  host,
  ip,
  LAPTOP,
  lee,
  MAIL,
  MINUTE,
  robin,
  sam,
  T,
  WORKSTATION,
} from './incident-parts.ts';
import type { IncidentStory } from './incident-story.ts';

/** Incidents that somebody works on, or should. */
export const OPEN_INCIDENTS: readonly IncidentStory[] = [
  {
    ...analytics,
    number: 42,
    shows: 'a high-impact incident, new, nobody assigned: the domain and address of the stories',
    title: 'Command and control traffic from ws-042',
    summary: 'One endpoint contacts a known C2 host',
    description: `### What happened

An endpoint resolved **internetbadguys.com** and connected to 45.83.10.7 every 60 seconds for ten minutes.

### Why it matters

* The domain is judged malicious by several sources.
* The same file was found on a second device and stopped there.
* ws-042 belongs to the finance department, whose drives are reachable from it.

### What to do

1. Isolate ws-042.example.com.
2. Block internetbadguys.com and 45.83.10.7.
3. Ask the user about a mail of this morning.

${'The connections went out through the proxy and were allowed there. '.repeat(40)}`,
    status: 'New',
    severity: 'Critical',
    confidence: 'High',
    score: 912,
    highImpact: true,
    assignees: [],
    ago: 40 * MINUTE,
    techniques: [T.web, T.exfiltration],
    sightings: [
      {
        title: 'C2 connection',
        ago: 50 * MINUTE,
        lasted: 10 * MINUTE,
        observables: [BAD_ADDRESS, BAD_DOMAIN],
        targets: [WORKSTATION],
      },
      {
        title: 'Malicious file stopped',
        ago: 45 * MINUTE,
        lasted: 0,
        observables: [EICAR],
        targets: [LAPTOP, WORKSTATION],
      },
    ],
    judgements: [
      { observable: BAD_DOMAIN, disposition: 2, reason: 'Known C2 host' },
      { observable: EICAR, disposition: 2, reason: 'Test file of anti-virus products' },
      { observable: BAD_ADDRESS, disposition: 3, reason: 'Hosts of bad reputation' },
    ],
  },
  {
    number: 41,
    shows: 'under investigation, assigned to two people',
    title: 'Suspicious sign-in from a new country',
    description: 'A user signed in from a country that she has never been in, eight minutes after a sign-in at home.',
    status: 'Open: Investigating',
    severity: 'High',
    confidence: 'Medium',
    score: 640,
    assignees: [alex, robin],
    source: 'Cisco XDR Analytics',
    detectedBy: ['Duo'],
    ago: 3 * HOUR,
    techniques: [T.accounts],
    sightings: [
      {
        title: 'Impossible travel',
        ago: 3 * HOUR,
        lasted: 8 * MINUTE,
        observables: [ip('198.51.100.23'), { type: 'user', value: 'finance.lead' }],
        targets: [{ observables: [{ type: 'email', value: 'finance.lead@example.com' }] }],
      },
    ],
    judgements: [{ observable: ip('198.51.100.23'), disposition: 2, reason: 'Anonymising proxy' }],
  },
  {
    number: 40,
    shows: 'a phishing wave, contained',
    title: 'Phishing mails from phish.example.org',
    description: 'Forty people got a mail that asks them to sign in at **phish.example.org**. Three did.',
    status: 'Open: Contained',
    severity: 'High',
    confidence: 'High',
    score: 588,
    assignees: [sam, ana],
    source: 'Secure Email Threat Defense',
    detectedBy: ['Secure Email Threat Defense'],
    ago: 8 * HOUR,
    techniques: [T.phishing, T.accounts],
    sightings: [
      {
        title: 'Mail delivered',
        ago: 8 * HOUR,
        lasted: HOUR,
        observables: [domain('phish.example.org'), { type: 'email', value: 'payroll@phish.example.org' }],
        targets: [MAIL],
      },
    ],
    judgements: [{ observable: domain('phish.example.org'), disposition: 2, reason: 'Phishing kit' }],
  },
  {
    ...analytics,
    number: 39,
    shows: 'on hold',
    title: 'PowerShell started by a word processor',
    description: 'A document started PowerShell with an encoded command. The vendor of the macro is asked.',
    status: 'Hold: External',
    severity: 'Medium',
    confidence: 'Medium',
    score: 402,
    assignees: [robin, ana],
    ago: DAY,
    techniques: [T.script],
    sightings: [
      {
        title: 'Encoded command',
        ago: DAY,
        lasted: 0,
        observables: [{ type: 'process_args', value: 'powershell -enc SQBFAFgA' }, domain('disputed.example.net')],
        targets: [LAPTOP],
      },
    ],
    judgements: [],
  },
  {
    ...analytics,
    number: 38,
    shows: 'new, of little weight',
    title: 'Repeated failed sign-ins at mail-01',
    description: 'Two hundred attempts with twelve names.',
    status: 'New',
    severity: 'Low',
    confidence: 'Medium',
    score: 121,
    assignees: [],
    ago: 2 * HOUR,
    techniques: [T.force],
    sightings: [
      { title: 'Failed sign-ins', ago: 2 * HOUR, lasted: HOUR, observables: [ip('203.0.113.200')], targets: [MAIL] },
    ],
    judgements: [],
  },
  {
    ...analytics,
    number: 37,
    shows: 'new, not enriched yet: nothing belongs to it',
    title: 'Unusual amount of data to example.com',
    description: '',
    status: 'New',
    severity: 'Unknown',
    confidence: 'Unknown',
    assignees: [],
    ago: 5 * MINUTE,
    techniques: [],
    sightings: [],
    judgements: [],
    bare: true,
  },
  {
    ...analytics,
    number: 36,
    shows: 'open, with thirty observables',
    title: 'Beaconing to many generated names',
    description: 'One device asks for a new name every minute.',
    status: 'Open',
    severity: 'Medium',
    confidence: 'High',
    score: 377,
    assignees: [sam, lee],
    ago: 5 * HOUR,
    techniques: [T.web],
    sightings: [
      {
        title: 'Queries',
        ago: 5 * HOUR,
        lasted: 4 * HOUR,
        observables: Array.from({ length: 30 }, (_, at) => domain(`x${at}q.beacon.example.net`)),
        targets: Array.from({ length: 8 }, (_, at) => host(`lab-${String(at).padStart(2, '0')}.example.com`, 'Linux')),
      },
    ],
    judgements: [{ observable: domain('x7q.beacon.example.net'), disposition: 3, reason: 'Generated name' }],
  },
];
