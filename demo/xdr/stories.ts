import { MODULE_FAILURES } from './opinion.ts';
import { HOSTILE_STORIES } from './stories-hostile.ts';
import { MALICIOUS_STORIES } from './stories-malicious.ts';
import { OWN_STORIES } from './stories-own.ts';
import type { Story } from './story.ts';

const MINUTE = 60_000;

const QUIET_STORIES: readonly Story[] = [
  {
    observable: { type: 'domain', value: 'example.com' },
    shows: 'clean, and all sources agree',
    says: {
      'Talos Intelligence': { disposition: 'Clean', reason: 'Favourable reputation', severity: 'None', priority: 90 },
      Umbrella: { disposition: 'Clean', severity: 'None' },
    },
  },
  {
    observable: { type: 'domain', value: 'www.cisco.com' },
    shows: 'common: on everyone’s allow list',
    says: {
      'Talos Intelligence': { disposition: 'Clean', reason: 'Favourable reputation', priority: 90 },
      Umbrella: { disposition: 'Common', reason: 'Among the most visited domains', validFor: 'open' },
    },
  },
  {
    observable: { type: 'ip', value: '192.0.2.10' },
    shows: 'a clean address',
    says: { 'Talos Intelligence': { disposition: 'Clean', reason: 'Favourable reputation' } },
  },
  {
    observable: { type: 'domain', value: 'nobody-knows.example.net' },
    shows: 'unknown: all sources answered, none knows it',
    says: { 'Example Threat Feed': { disposition: 'Unknown', reason: 'Never seen' } },
  },
];

const GAP_STORIES: readonly Story[] = [
  {
    observable: { type: 'domain', value: 'gaps.example.net' },
    shows: 'unknown with gaps: three sources failed, each in its own way',
    says: { 'Talos Intelligence': { disposition: 'Unknown', reason: 'Never seen' } },
    failures: {
      'Secure Malware Analytics': MODULE_FAILURES.notAuthorised,
      'Example Threat Feed': MODULE_FAILURES.timedOut,
      'Secure Endpoint': MODULE_FAILURES.tooMany,
    },
  },
  {
    observable: { type: 'domain', value: 'all-down.example.net' },
    shows: 'no verdict because every module failed, which is not the same as unknown',
    says: {},
    failures: {
      'Talos Intelligence': MODULE_FAILURES.timedOut,
      Umbrella: MODULE_FAILURES.notAuthorised,
      'Secure Endpoint': MODULE_FAILURES.tooMany,
      'Secure Malware Analytics': MODULE_FAILURES.broken,
      'Private Intelligence': MODULE_FAILURES.timedOut,
      'Example Threat Feed': MODULE_FAILURES.timedOut,
      'Example Passive DNS': MODULE_FAILURES.timedOut,
    },
  },
  {
    observable: { type: 'mac_address', value: '02:00:5e:10:00:01' },
    shows: 'a type that a source does not know: a warning beside its answer',
    says: { 'Private Intelligence': { disposition: 'Common', reason: 'A device of ours', priority: 100 } },
    failures: { 'Example Threat Feed': MODULE_FAILURES.unsupported },
  },
  {
    observable: { type: 'domain', value: 'slow.example.net' },
    shows: 'one slow source holds the whole answer for three seconds',
    says: { 'Example Passive DNS': { disposition: 'Suspicious', reason: 'Moves to a new address every hour' } },
    slow: { 'Example Passive DNS': 3_000 },
  },
  {
    observable: { type: 'domain', value: 'short-lived.example.net' },
    shows: 'a verdict that ends in two minutes',
    says: { Umbrella: { disposition: 'Suspicious', reason: 'Newly seen', validFor: 2 * MINUTE } },
  },
  {
    observable: { type: 'domain', value: 'legacy.example.net' },
    shows: 'a source that answers in the shape of 2020, without ids',
    says: { 'Example Legacy Reputation': { disposition: 'Malicious', validFor: 'absent' } },
  },
];

/** Everything hand-made. Observables without a story get seeded opinions (seeded-opinions.ts). */
export const DEMO_STORIES: readonly Story[] = [
  ...MALICIOUS_STORIES,
  ...QUIET_STORIES,
  ...GAP_STORIES,
  ...HOSTILE_STORIES,
  ...OWN_STORIES,
];
