import { z } from 'zod';
import { Failure } from '../failure.ts';
import type { Webhook, WebhookDoor, WebhookReceipt, WebhookWish } from '../xdr-events/webhook.ts';
import { listOf, present, words } from './answer-shape.ts';
import type { Through } from './incidents.ts';
import type { Write } from './write.ts';

const base = '/iroh/iroh-webhook';
const pathOf = (id: string): string => `${base}/webhook/${encodeURIComponent(id)}`;

/** So many webhooks and receipts are read. */
const most = 500;

const webhookShape = z.object({
  id: z.string().min(1).max(200),
  name: words,
  webhook_type: words,
  url: words,
  visibility: words,
  enabled: z.boolean().optional().catch(undefined),
  event_type_filter: z
    .array(z.unknown())
    .catch([])
    .transform((all) => all.filter((one) => typeof one === 'string')),
});

const receiptShape = z.object({
  webhook_id: z.string(),
  created_at: z.string(),
  errors: z
    .array(z.object({ code: words, message: words }))
    .optional()
    .catch(undefined),
});

function readWebhook(json: unknown): Webhook {
  const read = webhookShape.safeParse(json);
  if (!read.success)
    throw new Failure('malformed', 'webhooks: no webhook', { service: 'webhook-install', status: 200 });
  const { id, name, webhook_type: kind, url, visibility, enabled, event_type_filter: events } = read.data;
  return { id, events, ...present({ name, kind, url, visibility, enabled }) };
}

const readAll =
  <T>(readOne: (json: unknown) => T | undefined) =>
  (json: unknown): readonly T[] => {
    if (!Array.isArray(json)) throw new Failure('malformed', 'webhooks: no list', { service: 'webhooks', status: 200 });
    return listOf(json)
      .slice(0, most)
      .flatMap((each) => readOne(each) ?? []);
  };

function readReceipt(json: unknown): WebhookReceipt | undefined {
  const { webhook_id: webhook, created_at: at, errors = [] } = receiptShape.safeParse(json).data ?? {};
  if (webhook === undefined || at === undefined) return undefined;
  return { webhook, at, errors: errors.map(({ code, message }) => message ?? code ?? 'not said') };
}

/** What XDR keeps of our webhook. `org`: events of the whole organisation, not of the client's user alone. */
const bodyOf = ({ name, url, events }: WebhookWish) => ({
  name,
  webhook_type: 'url',
  source: 'iroh-events',
  visibility: 'org',
  enabled: true,
  url,
  event_type_filter: events,
});

/** Webhooks (Cisco's description of `iroh-webhook`). */
export function createWebhookDoor({ through, write }: { through: Through; write: Write }): WebhookDoor {
  return {
    list: (ask) =>
      through(
        'webhooks',
        ask,
        { method: 'GET', path: `${base}/webhook` },
        readAll((json) => (webhookShape.safeParse(json).success ? readWebhook(json) : undefined)),
      ),
    receipts: (id, ask) =>
      through(
        'webhook-results',
        ask,
        { method: 'GET', path: `${base}/webhook-result?${new URLSearchParams({ webhook_id: id })}` },
        readAll(readReceipt),
      ),
    install: (wish) => write({ service: 'webhook-install', path: `${base}/webhook`, body: bodyOf(wish) }, readWebhook),
    change: (id, wish) =>
      write({ service: 'webhook-install', method: 'PATCH', path: pathOf(id), body: bodyOf(wish) }, readWebhook),
    remove: (id) =>
      write({ service: 'webhook-install', method: 'DELETE', path: pathOf(id), body: undefined }, () => undefined),
  };
}
