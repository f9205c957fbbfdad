import { randomBytes } from 'node:crypto';
import type { Config } from '../src/config.ts';
import { wantedEvents } from '../src/xdr-events/install-webhook.ts';
import type { SimulatedXdr } from './xdr/create-simulated-xdr.ts';

/** Milliseconds after the start of a demonstration until something happens in XDR by itself. */
const firstNews = 4 * 60_000;

/** The secret of the webhook of a demonstration: that of the settings, else one that nobody needs to know. */
export const demoWebhookSecret = ({ webhookSecret }: Config): string =>
  webhookSecret ?? randomBytes(32).toString('hex');

/** Makes the simulated XDR tell the bot of what happens, and lets one incident happen after a while; resolves with its end. */
export function pushEvents(
  xdr: SimulatedXdr,
  { port, secret }: Readonly<{ port: number; secret: string }>,
): () => void {
  xdr.webhooks.create({
    name: 'xdr-chatops',
    webhook_type: 'url',
    source: 'iroh-events',
    visibility: 'org',
    url: `http://127.0.0.1:${port}/xdr/webhook?secret=${encodeURIComponent(secret)}`,
    event_type_filter: wantedEvents,
  });
  const timer = setTimeout(() => xdr.raiseIncident(), firstNews);
  timer.unref();
  return () => clearTimeout(timer);
}
