import { createInTurn } from '../src/in-turn.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('work of one key runs one after another, also behind work that failed; other keys are not held up', async () => {
  const inTurn = createInTurn();
  const log: string[] = [];
  const work =
    (name: string, fails = false) =>
    async () => {
      log.push(`${name} begins`);
      await turn();
      log.push(`${name} ends`);
      if (fails) throw new Error(name);
      return name;
    };
  const first = inTurn('a', work('a1', true)).catch((error: Error) => error.message);
  const rest = [inTurn('a', work('a2')), inTurn('b', work('b1'))];
  expect(await Promise.all([first, ...rest])).toEqual(['a1', 'a2', 'b1']);
  expect(log.indexOf('a1 ends')).toBeLessThan(log.indexOf('a2 begins'));
  expect(log.indexOf('b1 begins')).toBeLessThan(log.indexOf('a1 ends'));
});
