import type { Story } from './story.ts';

/** Observables of which the organisation itself says something else than its modules (judgement-seeds.ts). */
export const OWN_STORIES: readonly Story[] = [
  {
    observable: { type: 'domain', value: 'scanner.example.org' },
    shows: 'malicious by the modules, clean by an own judgement with a reason: the own word is the headline',
    says: {
      'Talos Intelligence': { disposition: 'Malicious', reason: 'Scans whole networks', severity: 'High' },
      'Example Threat Feed': { disposition: 'Suspicious', reason: 'Scanner', severity: 'Medium' },
    },
  },
  {
    observable: { type: 'domain', value: 'red-team.example.org' },
    shows: 'clean by the modules, malicious by an own judgement without a reason or an end',
    says: { 'Talos Intelligence': { disposition: 'Clean', reason: 'Favourable reputation' } },
  },
  {
    observable: { type: 'domain', value: 'crowded.example.net' },
    shows: 'unknown to the modules; 22 judgements in Global Intelligence',
    says: {},
  },
];
