import { readFileSync } from 'node:fs';

/**
 * Loaded into a process before everything else (`--import`): its clock, in all its threads, is off by as many
 * milliseconds as stand in the file SHIFTED_CLOCK names, which may change at any time. Timers go on as they do when a
 * real clock is set: they count by another one.
 */
const file = process.env.SHIFTED_CLOCK;
const RealDate = Date;
let ahead = 0;
let read = 0;

const now = () => {
  const at = RealDate.now();
  if (at - read > 50) {
    read = at;
    ahead = Number(readFileSync(file, 'utf8')) || 0;
  }
  return at + ahead;
};

globalThis.Date = new Proxy(RealDate, {
  construct: (target, given, newTarget) => Reflect.construct(target, given.length > 0 ? given : [now()], newTarget),
  apply: () => new RealDate(now()).toString(),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
});
