import { setTimeout as pause } from 'node:timers/promises';
import { type Fault, play } from './support/fault.ts';

/** Four replicas start at the same moment on a database that has no tables yet. */
export const start: Fault = {
  name: 'start',
  databases: ['postgres'],
  run: async function* (setting) {
    for (let i = 0; i < (setting.short ? 1 : 5); i++) {
      const parts = { replicas: setting.short ? 2 : 4, atOnce: true };
      yield await play(`${parts.replicas} replicas start at once`, setting, parts, async (stage) => {
        await stage.stream(12, 20);
        await stage.settle(20_000);
        return {};
      });
    }
  },
};

/**
 * Two replicas, each delivery to both, the second copy with Slack's retry headers: plain messages, commands by mention
 * (which Slack reports twice, as message and as mention), edits and deletions that race on different replicas.
 */
export const duplicates: Fault = {
  name: 'duplicates',
  databases: ['postgres'],
  run: async function* (setting) {
    yield await play('every delivery to both of two replicas', setting, { replicas: 2 }, async (stage) => {
      const { say, edit, remove, wire, replicas } = stage;
      const ports = replicas.map(({ port }) => port);
      const rounds = setting.short ? 6 : 60;
      for (let i = 0; i < rounds; i++) {
        wire.deliver.to(i % 2 ? ports : ports.toReversed(), 'to-all');
        say();
        say({ mention: true });
        const edited = say();
        const deleted = say();
        const both = say();
        // From before the job is stored until after the card stands: an event may overtake the one before.
        await pause(Math.random() * 500);
        edit(edited);
        remove(deleted);
        edit(both);
        await pause(Math.random() * 300);
        remove(both);
        if (i % 3 === 0) edit(edited);
        // One person may give 30 commands a minute.
        await pause(setting.short ? 0 : 300);
      }
      await stage.settle(40_000);
      const { unanswered } = stage.ledger.tally();
      return {
        note: 'messages, mentions, edits, deletions',
        problems: unanswered > 0 ? [`${unanswered} commands unanswered`] : [],
      };
    });
  },
};

/** One of two replicas dies, or freezes and comes back: its jobs go on within 30 seconds. */
export const handOver: Fault = {
  name: 'hand-over',
  databases: ['postgres'],
  run: async function* (setting) {
    const within = 30_000;
    const messages = setting.short ? 20 : 60;
    yield await play('one of two replicas killed', setting, { replicas: 2 }, async (stage) => {
      const { xdr, ledger, replicas, wire } = stage;
      xdr.setLatency('inspect', 1_500);
      await stage.stream(messages, 40);
      await replicas[0]!.kill();
      const killed = Date.now();
      wire.deliver.to([replicas[1]!.port]);
      xdr.setLatency('inspect', 80);
      while (ledger.open() > 0 && Date.now() - killed < 2 * within) await pause(50);
      const took = Date.now() - killed;
      await stage.settle(within);
      const late = took > within ? [`its jobs went on only after ${took} ms`] : [];
      return { note: `all carded ${(took / 1000).toFixed(1)} s after the kill`, problems: late };
    });
    if (setting.short) return;
    yield await play('one of two replicas frozen for 25 s', setting, { replicas: 2 }, async (stage) => {
      const { xdr, replicas, wire } = stage;
      const first = replicas[0]!;
      xdr.setLatency('inspect', 1_500);
      await stage.stream(messages, 40);
      const thaw = first.freeze();
      wire.deliver.to([replicas[1]!.port]);
      xdr.setLatency('inspect', 80);
      await pause(25_000);
      thaw();
      await stage.settle(40_000);
      return { note: 'it went on where it stood, beside the other' };
    });
  },
};

/** SIGTERM under load: ends with 0 within 10 seconds; alone (Slack repeats what finds nobody) and in turn. */
export const terminate: Fault = {
  name: 'terminate',
  databases: ['embedded', 'postgres'],
  run: async function* (setting) {
    const replicas = setting.server ? 2 : 1;
    const times = setting.short ? 2 : 10;
    yield await play(`SIGTERM under load, ${replicas} replica(s)`, setting, { replicas }, async (stage) => {
      const problems: string[] = [];
      let longest = 0;
      stage.xdr.setLatency('inspect', 400);
      const talk = stage.stream(times * 40, 12);
      for (let i = 0; i < times; i++) {
        const replica = stage.replicas[i % replicas]!;
        await pause(500 + Math.random() * 1_000);
        const { code, ms } = await replica.terminate();
        longest = Math.max(longest, ms);
        if (code !== 0 || ms > 10_000) problems.push(`SIGTERM ended with ${code} after ${Math.round(ms)} ms`);
        await replica.start();
      }
      await talk;
      await stage.settle(60_000);
      return { note: `${times} times, the longest ${(longest / 1000).toFixed(1)} s`, problems };
    });
  },
};
