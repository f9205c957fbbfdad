import { auditEvents } from '../../src/audit/stored-entry.ts';
import { happeningOf } from '../../src/rooms/audited-happening.ts';
import { hostileStrings } from '../support/hostile-strings.ts';

const at = '2026-11-30T07:00:00.000Z';
const incident = 'incident-acb6e46c-9d2c-5ec8-a98f-77291f9a9f70';
const action = { id: 'block', title: 'Block this domain', module: 'Umbrella', moduleId: 'm', url: '/x' };

test.each([
  [
    { event: 'incident.status', details: { incident, from: 'New', to: 'Open' }, outcome: 'done' },
    'info',
    'incident-acb6e46c from New to Open',
  ],
  [
    { event: 'incident.status', details: { incident, from: '', to: 'Open' }, outcome: 'unknown' },
    'incomplete',
    'incident-acb6e46c from no status to Open; unknown',
  ],
  [
    { event: 'incident.assigned', details: { incident, to: '' }, outcome: 'failed: timed-out' },
    'failed',
    'incident-acb6e46c to nobody; failed: timed-out',
  ],
  [{ event: 'incident.noted', details: { incident, characters: 12 } }, 'info', 'incident-acb6e46c, 12 characters'],
  [{ event: 'setting.changed', details: { setting: 'watch', to: 'all' } }, 'info', 'watch is now all'],
  [{ event: 'room.linked', details: { incident } }, 'info', 'incident-acb6e46c'],
  [
    { event: 'action.done', action, dryRun: true, reason: 'because' },
    'info',
    'Block this domain (Umbrella); dry run; reason: because',
  ],
  [{ event: 'action.closed', action, outcome: 'not-done' }, 'info', 'Block this domain (Umbrella); it was not done'],
  [
    { event: 'casebook.created', details: { title: 'Beacon', casebook: 'casebook-1' } },
    'info',
    'title Beacon, casebook casebook-1',
  ],
] as const)('%j is told as %s: %s', (entry, tone, text) => {
  expect(happeningOf({ version: 1, at, ...entry })).toMatchObject({ at: Date.parse(at), tone, text });
});

test('what is for administrators, and what is only about to be done, is not told', () => {
  const untold = auditEvents.filter((event) => happeningOf({ version: 1, at, event }) === undefined);
  expect(untold).toEqual([
    'action.requested',
    'action.executing',
    'attempt.refused',
    'permission.granted',
    'permission.revoked',
  ]);
  expect(happeningOf({ version: 1, at, event: 'incident.status', outcome: 'asked' })).toBeUndefined();
});

test('nothing that an entry holds comes alive', () => {
  for (const event of auditEvents)
    for (const hostile of hostileStrings) {
      const text = happeningOf({
        version: 1,
        at,
        event,
        reason: hostile,
        outcome: hostile,
        action: { ...action, title: hostile, module: hostile },
        details: { incident: hostile, from: hostile, to: hostile, setting: hostile, [hostile]: hostile },
      })?.text;
      expect(text ?? '').not.toMatch(/<[!@#a-z]|https?:\/\/|[\u202a-\u202e\u200b]/i);
    }
});
