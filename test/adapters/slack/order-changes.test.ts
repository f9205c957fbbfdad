import { createOrderChanges } from '../../../adapters/slack/order-changes.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

function start() {
  const clock = createFakeClock();
  const changes = createOrderChanges({ clock: clock.now, sleep: clock.sleep });
  const began = clock.now();
  const sent: [string, number][] = [];
  let running = 0;
  let most = 0;
  /** A call that takes 100 ms. */
  const call = (what: string) => async () => {
    sent.push([what, clock.now() - began]);
    most = Math.max(most, ++running);
    await clock.sleep(100);
    running--;
  };
  return {
    clock,
    changes,
    sent,
    call,
    most: () => most,
    update: (what: string, message = 'C1/1') => changes.update(message, what, call(what)),
    remove: (message = 'C1/1') => changes.remove(message, call('removal')),
  };
}

test('updates that wait become one, the newest, and all callers hear of it', async () => {
  const { clock, sent, update, most } = start();
  const all = ['1', '2', '3', '4'].map((what) => update(what));
  await clock.pass(5_000);
  await Promise.all(all);
  expect(sent).toEqual([['4', 0]]);
  void update('5');
  void update('6');
  await clock.pass(10);
  void update('7');
  void update('8');
  await clock.pass(5_000);
  expect(sent.slice(1)).toEqual([
    ['6', 5_000],
    ['8', 6_000],
  ]);
  expect(most()).toBe(1);
});

test('another message does not wait for this one', async () => {
  const { clock, sent, update } = start();
  void update('one');
  void update('other', 'C1/2');
  await clock.pass(0);
  expect(sent).toHaveLength(2);
});

test('what the message shows already is not sent', async () => {
  const { clock, changes, sent, update } = start();
  changes.shows('C1/1', 'card');
  await update('card');
  expect(sent).toEqual([]);
  void update('else');
  await clock.pass(150);
  void update('else');
  await clock.pass(2_000);
  expect(sent).toEqual([['else', 0]]);
});

test('a removal waits for the update under way, and takes the place of those that wait', async () => {
  const { clock, sent, update, remove, most } = start();
  void update('1');
  await clock.pass(10);
  const dropped = update('2');
  void remove();
  void update('3');
  await clock.pass(5_000);
  await dropped;
  expect(sent.map(([what]) => what)).toEqual(['1', 'removal', '3']);
  expect(most()).toBe(1);
});

test('a failure is told to all who asked, and the next change goes on', async () => {
  const { clock, changes, sent, update } = start();
  const fail = () => Promise.reject(new Error('no'));
  const failed = [changes.update('C1/1', 'x', fail), changes.update('C1/1', 'y', fail)];
  for (const one of await Promise.allSettled(failed)) expect(one).toMatchObject({ status: 'rejected' });
  void update('y');
  await clock.pass(5_000);
  expect(sent.map(([what]) => what)).toEqual(['y']);
});
