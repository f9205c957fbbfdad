import { findStatus, isOpen, statuses } from '../../src/incidents/statuses.ts';

test.each([
  ['New', 'New'],
  ['closed', 'Closed'],
  ['Closed: False Positive', 'Closed: False Positive'],
  ['closed false positive', 'Closed: False Positive'],
  ['FALSE POSITIVE', 'Closed: False Positive'],
  ['near-miss', 'Closed: Near-Miss'],
  ['open:investigating', 'Open: Investigating'],
  ['investigating', 'Open: Investigating'],
  ['external', 'Hold: External'],
])('%s is %s', (typed, status) => {
  expect(findStatus(typed)).toBe(status);
});

test.each(['', ':', 'done', 'Rejected', 'New: Processing', 'closed because it is', '<!channel>', 'x'.repeat(100_000)])(
  '%.40s is no status that people choose',
  (typed) => {
    expect(findStatus(typed)).toBeUndefined();
  },
);

test('every status of the menu is found as it is written, and each is of the platform', async () => {
  const { STATUSES } = await import('../../demo/xdr/incident-routes.ts');
  for (const status of statuses) {
    expect(findStatus(status)).toBe(status);
    expect(STATUSES).toContain(status);
  }
});

test.each([
  [undefined, true],
  ['New: Presented', true],
  ['Hold: Legal', true],
  ['Closed: Merged', false],
  ['Rejected', false],
])('%s: open is %s', (status, open) => {
  expect(isOpen(status)).toBe(open);
});
