import type { Observable } from '../../src/observables/observable.ts';
import type { Story } from './story.ts';

const HOUR = 3_600_000;
const domain = (value: string): Observable => ({ type: 'domain', value });
const ip = (value: string): Observable => ({ type: 'ip', value });
const BAD_DOMAIN = domain('internetbadguys.com');
const BAD_ADDRESS = ip('45.83.10.7');
/** The anti-virus test file of eicar.org: harmless, and known to every scanner. */
const EICAR: Observable = {
  type: 'sha256',
  value: '275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f',
};
const WORKSTATION = {
  os: 'Windows 11',
  observables: [
    { type: 'hostname', value: 'ws-042.example.com' },
    { type: 'ip', value: '203.0.113.42' },
    { type: 'mac_address', value: '02:00:5e:10:00:42' },
  ],
};
const LAPTOP = { os: 'macOS 15', observables: [{ type: 'hostname', value: 'lt-007.example.com' }] };

/** What a room should hear of. */
export const MALICIOUS_STORIES: readonly Story[] = [
  {
    observable: BAD_DOMAIN,
    shows: 'malicious: several sources agree, with reasons, sightings on two devices, an indicator and a technique',
    says: {
      'Talos Intelligence': {
        disposition: 'Malicious',
        reason: 'Poor reputation: used for phishing',
        severity: 'High',
        confidence: 'High',
        priority: 90,
        sourceUri: 'https://talosintelligence.com/reputation_center/lookup?search=internetbadguys.com',
      },
      Umbrella: {
        disposition: 'Malicious',
        reason: 'On the block list "Phishing"',
        severity: 'High',
        confidence: 'High',
        priority: 95,
        validFor: 'forever',
      },
      'Example Threat Feed': { disposition: 'Suspicious', reason: 'Newly registered look-alike', severity: 'Medium' },
    },
    sightings: {
      Umbrella: [
        {
          title: 'DNS request to internetbadguys.com',
          description: 'Two devices asked for the domain; the answer was a block page.',
          count: 3,
          resolution: 'blocked',
          severity: 'High',
          ago: 5 * HOUR,
          lasted: 400_000,
          targets: [WORKSTATION, LAPTOP],
          relations: [
            { relation: 'Resolved_To', source: BAD_DOMAIN, related: BAD_ADDRESS },
            { relation: 'Connected_To', source: WORKSTATION.observables[0]!, related: BAD_ADDRESS },
          ],
        },
      ],
      'Secure Endpoint': [
        {
          title: 'File downloaded from internetbadguys.com',
          count: 1,
          resolution: 'detected',
          severity: 'Medium',
          ago: 4 * HOUR,
          targets: [WORKSTATION],
          relations: [
            { relation: 'Downloaded_From', source: EICAR, related: BAD_DOMAIN },
            { relation: 'File_Name_Of', source: { type: 'file_name', value: 'invoice.exe' }, related: EICAR },
          ],
        },
      ],
    },
    indicators: {
      'Talos Intelligence': [
        {
          title: 'Phishing kit "Paper Lantern" (made up)',
          description: 'Hosts that serve the log-in pages of an invented phishing kit.',
          tags: ['phishing', 'simulated'],
          technique: { id: 'T1566', title: 'Phishing', description: 'Messages that make their reader open a door.' },
        },
      ],
    },
  },
  {
    observable: BAD_ADDRESS,
    shows: 'suspicious address, seen by one device; valid for seven days',
    says: {
      'Talos Intelligence': {
        disposition: 'Suspicious',
        reason: 'Sends more mail than a small host should',
        severity: 'Medium',
        confidence: 'Medium',
        priority: 85,
      },
      'Example Threat Feed': { disposition: 'Suspicious', reason: 'Scanner', severity: 'Low', confidence: 'Medium' },
    },
    sightings: {
      Umbrella: [
        {
          title: 'Connection to 45.83.10.7',
          count: 12,
          resolution: 'allowed',
          severity: 'Medium',
          ago: 30 * HOUR,
          lasted: HOUR,
          targets: [WORKSTATION],
          relations: [{ relation: 'Connected_To', source: WORKSTATION.observables[0]!, related: BAD_ADDRESS }],
        },
      ],
    },
  },
  {
    observable: EICAR,
    shows: 'malicious file (the harmless anti-virus test file), found on a device and stopped',
    says: {
      'Secure Endpoint': {
        disposition: 'Malicious',
        reason: 'EICAR test file',
        severity: 'Low',
        confidence: 'High',
        priority: 95,
        validFor: 'forever',
      },
      'Secure Malware Analytics': {
        disposition: 'Malicious',
        reason: 'Threat score 95',
        severity: 'High',
        priority: 90,
      },
      'Talos Intelligence': { disposition: 'Malicious', reason: 'Known test file', severity: 'Low' },
    },
    sightings: {
      'Secure Endpoint': [
        {
          title: 'EICAR test file quarantined',
          count: 1,
          resolution: 'contained',
          severity: 'Low',
          ago: 50 * HOUR,
          targets: [LAPTOP],
          relations: [
            { relation: 'File_Name_Of', source: { type: 'file_name', value: 'eicar.com.txt' }, related: EICAR },
          ],
        },
      ],
    },
    indicators: {
      'Secure Malware Analytics': [
        { title: 'Anti-virus test file', description: 'Harmless by design.', tags: ['test', 'simulated'] },
      ],
    },
  },
  {
    observable: domain('disputed.example.net'),
    shows: 'disagreement: clean, suspicious and malicious at once',
    says: {
      'Talos Intelligence': { disposition: 'Clean', reason: 'Favourable reputation', severity: 'None', priority: 80 },
      Umbrella: { disposition: 'Malicious', reason: 'Command and control', severity: 'Critical', confidence: 'Medium' },
      'Private Intelligence': {
        disposition: 'Suspicious',
        reason: 'An analyst had doubts',
        severity: 'Medium',
        confidence: 'Low',
        priority: 100,
      },
    },
  },
  {
    observable: domain('phish.example.org'),
    shows: 'malicious mail domain: an address under it is told "via host"',
    says: {
      'Example Threat Feed': {
        disposition: 'Malicious',
        reason: 'Sends forged invoices',
        severity: 'High',
        priority: 88,
      },
      'Private Intelligence': {
        disposition: 'Malicious',
        reason: 'Reported by staff',
        severity: 'High',
        priority: 100,
      },
    },
  },
  {
    observable: ip('198.51.100.23'),
    shows: 'malicious documentation address, by one source',
    says: { 'Talos Intelligence': { disposition: 'Malicious', reason: 'Brute-force log-ins', severity: 'High' } },
  },
  {
    observable: { type: 'ipv6', value: '2001:db8::bad' },
    shows: 'malicious IPv6 documentation address',
    says: { 'Example Threat Feed': { disposition: 'Malicious', reason: 'Scanner', severity: 'Medium' } },
  },
];
