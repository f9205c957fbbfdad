import type { Written } from '../incidents/incident.ts';
import type { Webhook, WebhookDoor, WebhookWish } from './webhook.ts';
import { eventMeanings } from './xdr-event.ts';

/** What our webhook asks for: everything that means something to us. */
export const wantedEvents: readonly string[] = Object.keys(eventMeanings);

/** What became of installing: `unknown` when XDR's answer was lost. */
export type Installed = Readonly<{ did: 'installed' | 'changed' | 'nothing' | 'unknown'; webhook?: Webhook }>;

/**
 * Makes XDR deliver to an address, once: a webhook of that name is brought up to date, not made twice. The secret goes into
 * the address, since the only authentication that XDR describes for a delivery is a token of its own, which is not described
 * (Cisco's description of `iroh-webhook`: `auth`). Rejects with a Failure when nothing was changed.
 */
export async function installWebhook(
  door: Pick<WebhookDoor, 'list' | 'install' | 'change'>,
  { name, address, secret }: Readonly<{ name: string; address: URL; secret: string }>,
): Promise<Installed> {
  const url = new URL(address);
  url.searchParams.set('secret', secret);
  const wish: WebhookWish = { name, url: url.href, events: wantedEvents };
  const there = (await door.list({ purpose: 'command' })).find((one) => one.name === name && one.kind !== 'workflow');
  if (there && isAs(there, wish)) return { did: 'nothing', webhook: there };
  return there
    ? outcomeOf('changed', await door.change(there.id, wish))
    : outcomeOf('installed', await door.install(wish));
}

const outcomeOf = (did: 'changed' | 'installed', written: Written<Webhook>): Installed =>
  written.outcome === 'done' ? { did, webhook: written.written } : { did: 'unknown' };

const isAs = ({ url, enabled, visibility, events }: Webhook, wish: WebhookWish): boolean =>
  url === wish.url &&
  enabled !== false &&
  visibility === 'org' &&
  wish.events.every((type) => events.includes(type)) &&
  events.length === wish.events.length;

/** The path of our endpoint. */
const path = '/xdr/webhook';

/** Reads the address of the bot as the internet sees it; the path may be left out. Else a sentence on what is wrong. */
export function readAddress(given: string): URL | Readonly<{ problem: string }> {
  if (!URL.canParse(given)) return { problem: 'it is no address such as https://bot.example.com' };
  const url = new URL(given);
  const isHere = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isHere))
    return { problem: 'it must be https: the secret travels there (http is for this machine only)' };
  if (url.username || url.password || url.search || url.hash)
    return { problem: 'it must be without user, query and fragment: the secret is added by itself' };
  if (url.pathname === '/') url.pathname = path;
  return url;
}

/** An address for people to read: its query may hold the secret. */
export function shownAddress(url: string | undefined): string {
  if (url === undefined || !URL.canParse(url)) return 'an address that cannot be read';
  const { origin, pathname, search } = new URL(url);
  return `${origin}${pathname}${search ? '?…' : ''}`;
}
