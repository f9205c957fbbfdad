import { randomBytes } from 'node:crypto';
import type { Writable } from 'node:stream';
import { parseArgs, types } from 'node:util';
import { printable } from './cards/outside-text.ts';
import { counted } from './cards/wording.ts';
import { type Config, type Environment, exitConfig, readConfig, tellProblems } from './config.ts';
import { Failure, type FailureKind } from './failure.ts';
import { installWebhook, readAddress, shownAddress } from './xdr-events/install-webhook.ts';
import type { WebhookDoor } from './xdr-events/webhook.ts';

export type WebhookCommandParts = Readonly<{
  environment: Environment;
  stdout: Writable;
  stderr: Writable;
  /** XDR as the settings describe it, or a simulated one. Rejects with a Failure. */
  open: (
    config: Config,
    demo: boolean,
  ) => Promise<
    Readonly<{
      webhooks: WebhookDoor;
      missing: (scopes: readonly string[]) => Promise<readonly string[]>;
      close: () => Promise<void>;
    }>
  >;
}>;

const exitCodes = { done: 0, usage: 2, unavailable: 69, rateLimited: 75, notPermitted: 77, configuration: exitConfig };

/** What a Failure means to a script; every other kind: XDR cannot be reached, or does not do it. */
const failureCodes: Partial<Record<FailureKind, number>> = {
  unauthorized: exitCodes.configuration,
  'missing-scope': exitCodes.notPermitted,
  'rate-limited': exitCodes.rateLimited,
  'over-budget': exitCodes.rateLimited,
};

const scopes = {
  install: ['webhook/management:read', 'webhook/management:write'],
  list: ['webhook/management:read'],
  remove: ['webhook/management:write'],
} as const;
const resultScope = 'webhook/result:read';

const usage = `Usage: npx xdr-chatops webhook install <https address of the bot> [--name <name>]
       npx xdr-chatops webhook list
       npx xdr-chatops webhook remove <id>

  install  makes XDR tell the bot of incidents, notes and workflows at <address>/xdr/webhook, with the secret of
           XDR_WEBHOOK_SECRET; a webhook of that name (xdr-chatops) is brought up to date, not made twice
  list     the webhooks of the organisation, and how the last deliveries went
  remove   ends one

Uses XDR_CLIENT_ID and XDR_CLIENT_PASSWORD; --demo: a simulated XDR, which forgets it at once. The secret is never shown.

Exit codes: 0 done, 2 usage, 69 XDR unreachable or it is not known what it did, 75 rate limited, 77 missing scope,
78 configuration.`;

type Wish = Readonly<{ demo: boolean }> &
  (
    | Readonly<{ verb: 'install'; address: URL; name: string }>
    | Readonly<{ verb: 'list' }>
    | Readonly<{ verb: 'remove'; id: string }>
  );

/** `xdr-chatops webhook …` at a terminal, with the words after `webhook`. Resolves with the exit code when all is written. */
export async function runWebhook(words: readonly string[], parts: WebhookCommandParts): Promise<number> {
  const { stdout, stderr } = parts;
  for (const out of [stdout, stderr]) out.on('error', () => {}); // whoever read us has gone
  const wish = readWish(words);
  if (wish === 'help') return end(stdout, usage, exitCodes.done);
  if ('problem' in wish) return end(stderr, `${printable(wish.problem)}\n\n${usage}`, exitCodes.usage);
  const read = readConfig(parts.environment, { terminal: true, demo: wish.demo });
  if ('problems' in read) return end(stderr, tellProblems(read.problems), exitCodes.configuration);
  // A simulated XDR forgets it at once, so any will do.
  const secret = read.config.webhookSecret ?? (wish.demo ? randomBytes(32).toString('hex') : undefined);
  if (wish.verb === 'install' && secret === undefined) return end(stderr, noSecret, exitCodes.configuration);
  try {
    const { webhooks, missing, close } = await parts.open(read.config, wish.demo);
    try {
      const lacking = await missing(scopes[wish.verb]);
      if (lacking.length > 0) return await end(stderr, tellMissing(lacking), exitCodes.notPermitted);
      const { told, code } = await carryOut(wish, webhooks, missing, secret ?? '');
      return await end(code === exitCodes.done ? stdout : stderr, told, code);
    } finally {
      await close();
    }
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const told =
      error.kind === 'not-found' && wish.verb === 'remove' ? `XDR has no webhook ${wish.id}.` : error.message;
    return end(stderr, printable(told), failureCodes[error.kind] ?? exitCodes.unavailable);
  }
}

const noSecret = tellProblems([
  {
    setting: 'XDR_WEBHOOK_SECRET',
    problem: 'is missing; set it here and for the bot, the same, for example from: openssl rand -hex 32',
  },
]);
const tellMissing = (lacking: readonly string[]): string =>
  `The API client lacks ${lacking.map(printable).join(', ')}: grant it in Cisco XDR (Administration › API Clients).`;
const notKnown = 'Unknown: XDR got the request, but its answer was lost. Look with “webhook list” before trying again.';

type Told = Readonly<{ told: string; code: number }>;

async function carryOut(
  wish: Wish,
  webhooks: WebhookDoor,
  missing: (scopes: readonly string[]) => Promise<readonly string[]>,
  secret: string,
): Promise<Told> {
  switch (wish.verb) {
    case 'list':
      return { told: await tellList(webhooks, (await missing([resultScope])).length === 0), code: exitCodes.done };
    case 'remove': {
      const { outcome } = await webhooks.remove(wish.id);
      return outcome === 'done'
        ? { told: `Removed: ${printable(wish.id)}.`, code: exitCodes.done }
        : { told: notKnown, code: exitCodes.unavailable };
    }
    case 'install': {
      const { name, address } = wish;
      const { did, webhook } = await installWebhook(webhooks, { name, address, secret });
      if (did === 'unknown' || !webhook) return { told: notKnown, code: exitCodes.unavailable };
      const what = { installed: 'Installed', changed: 'Brought up to date', nothing: 'There already' }[did];
      const told = `${what}: ${printable(webhook.id)} “${printable(name)}” delivers to ${address.href} (with the secret).`;
      return { told, code: exitCodes.done };
    }
  }
}

async function tellList(webhooks: WebhookDoor, withReceipts: boolean): Promise<string> {
  const ask = { purpose: 'command' } as const;
  const all = await webhooks.list(ask);
  if (all.length === 0) return 'XDR has no webhooks.';
  const lines: string[] = [];
  for (const { id, name = 'without a name', kind, url, enabled, events } of all) {
    const where = kind === 'workflow' ? 'a workflow' : printable(shownAddress(url));
    lines.push(`${printable(id)}  ${printable(name)}  ${enabled === false ? 'off' : 'on'}  ${where}`);
    lines.push(`    ${counted(events.length, 'kind')} of events: ${events.slice(0, 12).map(printable).join(', ')}`);
    const receipts = withReceipts ? await webhooks.receipts(id, ask) : [];
    const failed = receipts.filter(({ errors }) => errors.length > 0).toSorted((a, b) => (a.at < b.at ? 1 : -1));
    const [last] = failed;
    if (receipts.length > 0)
      lines.push(
        `    ${counted(receipts.length, 'delivery', 'deliveries')}, ${failed.length} failed${
          last ? `, the last ${printable(last.at)}: ${printable(last.errors.join(', ')).slice(0, 200)}` : ''
        }`,
      );
  }
  return lines.join('\n');
}

function readWish(words: readonly string[]): Wish | 'help' | Readonly<{ problem: string }> {
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        name: { type: 'string' },
        demo: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) return 'help';
    const { demo, name } = values;
    const [verb, what, ...more] = positionals;
    if (verb === 'list' && what === undefined && name === undefined) return { verb, demo };
    if (verb === 'remove' && what && more.length === 0 && name === undefined) return { verb, id: what, demo };
    if (verb !== 'install' || !what || more.length > 0)
      return { problem: verb ? 'That is not a command about webhooks.' : 'What about webhooks?' };
    if (name !== undefined && !/^[\w .-]{1,60}$/.test(name))
      return { problem: 'The name may have up to 60 letters, digits, spaces, dots and dashes.' };
    const address = readAddress(what);
    return 'problem' in address
      ? { problem: `“${what}” cannot be used: ${address.problem}.` }
      : { verb, address, name: name ?? 'xdr-chatops', demo };
  } catch (error) {
    return { problem: types.isNativeError(error) ? error.message : 'That cannot be read.' };
  }
}

async function end(out: Writable, words: string, code: number): Promise<number> {
  await new Promise<void>((resolve) => {
    if (out.destroyed || out.writableEnded) resolve();
    else out.write(`${words}\n`, () => resolve());
  });
  return code;
}
