import { setTimeout as pause } from 'node:timers/promises';
import {
  BROKEN_BODY,
  HANG,
  htmlAnswer,
  hugeBody,
  jsonAnswer,
  RESET,
  slowBody,
  TRUNCATED,
  tooManyRequests,
  type Fault as XdrFault,
} from '../../demo/xdr/fault.ts';
import { type Fault, play, type Setting } from './support/fault.ts';
import type { Stage } from './support/stage.ts';

/** Watches `/readyz` until told to stop: it must be 200 all the time. */
function watchReadiness(stage: Stage): () => readonly string[] {
  const seen = new Map<number, number>();
  const timer = setInterval(() => {
    void stage.replicas[0]!.readiness().then((status) => seen.set(status, (seen.get(status) ?? 0) + 1));
  }, 250);
  return () => {
    clearInterval(timer);
    return [...seen].filter(([status]) => status !== 200).map(([status, times]) => `/readyz was ${status}, ${times}×`);
  };
}

/** XDR is away for two minutes (five seconds in the short form) while people talk. */
export const outage: Fault = {
  name: 'xdr-outage',
  databases: ['embedded', 'postgres'],
  run: async function* (setting) {
    const seconds = setting.short ? 5 : 120;
    yield await play(`XDR away for ${seconds} s`, setting, {}, async (stage) => {
      const unready = watchReadiness(stage);
      const before = stage.xdr.calls.count();
      // In the short form tokens cannot be had either; in the long one the probes of the breaker are counted.
      if (setting.short) stage.xdr.faults.always('*', RESET);
      else for (const service of ['inspect', 'deliberate'] as const) stage.xdr.faults.always(service, jsonAnswer(503));
      await stage.stream(setting.short ? 15 : 100, setting.short ? 10 : 1);
      await pause(setting.short ? 3_500 : 20_000);
      const calls = stage.xdr.calls.count() - before;
      stage.xdr.faults.clear();
      const back = Date.now();
      await stage.settle(240_000);
      const after = ((Date.now() - back) / 1000).toFixed(1);
      return { note: `quiet ${after} s after its return; ${calls} calls in vain`, problems: unready() };
    });
  },
};

/** Answers that are none, while 50 messages stream; then XDR is well again. */
const answers: readonly (readonly [name: string, fault: XdrFault])[] = [
  ['502 with HTML', htmlAnswer(502)],
  ['200 with HTML', htmlAnswer(200)],
  ['JSON cut in the middle', TRUNCATED],
  ['body breaks off', BROKEN_BODY],
  ['connection reset', RESET],
  ['body takes 20 s', slowBody(20_000)],
  ['no answer ever', HANG],
  ['body over 16 MiB', hugeBody()],
];

const streamed = 50;

export const answersOfXdr: Fault = {
  name: 'xdr-answers',
  databases: ['embedded'],
  run: async function* (setting) {
    const chosen = setting.short ? answers.slice(2, 3) : answers;
    for (const [name, fault] of chosen) {
      // The shortest time-out that leaves good answers their time, so that hanging calls end while people still talk.
      const environment = { XDR_TIMEOUT_MS: '3000' };
      yield await play(`XDR: ${name}`, setting, { environment }, async (stage) => {
        const unready = watchReadiness(stage);
        stage.xdr.faults.always('*', fault);
        await stage.stream(streamed / 2, 10);
        // What hangs has to meet its time-out.
        await pause(setting.short ? 0 : 6_000);
        stage.xdr.faults.clear();
        await stage.stream(streamed / 2, 10);
        await stage.settle(120_000);
        return { problems: unready() };
      });
    }
    yield* tokens(setting);
    yield* quotas(setting);
  },
};

/** Tokens that end in the middle: once a second, and for good for a while. */
async function* tokens(setting: Setting) {
  yield await play('XDR: token revoked each half second', setting, {}, async (stage) => {
    const timer = setInterval(() => stage.xdr.revokeTokens(), 500);
    await stage.stream(streamed, 10);
    clearInterval(timer);
    await stage.settle(60_000);
    return {};
  });
  if (setting.short) return;
  yield await play('XDR: client refused for 20 s', setting, {}, async (stage) => {
    const unready = watchReadiness(stage);
    stage.xdr.faults.always('token', jsonAnswer(401, { error: 'invalid_client' }));
    stage.xdr.revokeTokens();
    await stage.stream(streamed, 10);
    await pause(15_000);
    stage.xdr.faults.clear();
    await stage.settle(150_000);
    return { note: 'a refused client is asked again after a minute', problems: unready() };
  });
}

/** 429: waits as long as XDR says, no call before, and all of it afterwards. */
async function* quotas(setting: Setting) {
  const seconds = setting.short ? 4 : 30;
  yield await play(`XDR: 429, Retry-After: ${seconds}`, setting, {}, async (stage) => {
    await stage.stream(streamed / 2, 10);
    stage.xdr.faults.next('*', tooManyRequests(String(seconds)), 3);
    await stage.stream(streamed / 2, 10);
    await stage.settle(120_000);
    return {};
  });
  if (setting.short) return;
  yield await play('XDR: 429, Retry-After: 3172s', setting, { channels: 1 }, async (stage) => {
    stage.xdr.faults.next('inspect', tooManyRequests('3172s'), 1);
    const messages = [stage.say()];
    await pause(2_000);
    const calls = stage.xdr.calls.count();
    for (let i = 0; i < 9; i++) messages.push(stage.say());
    await pause(20_000);
    const more = stage.xdr.calls.count() - calls;
    const { unacknowledged } = stage.ledger.tally();
    for (const replica of stage.replicas) await replica.terminate();
    const waiting = await stage.waiting();
    const owed = messages.length - unacknowledged;
    if (waiting === owed) stage.ledger.excuse(messages[0]!.channel);
    return {
      note: `${waiting} wait for 53 minutes, ${more} calls meanwhile`,
      problems: more > 0 ? ['XDR was called within the time it asked for'] : [],
    };
  });
}
