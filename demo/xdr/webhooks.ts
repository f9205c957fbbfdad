import { randomUUID } from 'node:crypto';
import { type ApiClient, DEMO_ORG, DEMO_USER } from './api-clients.ts';
import type { Document } from './documents.ts';
import { iso } from './incident-documents.ts';
import { eventDocument, type Happening } from './xdr-events.ts';

/** A webhook as the platform shows it, and the receipts of what it delivered. */
export type Webhook = Document & Readonly<{ id: string; name: string; event_type_filter: readonly string[] }>;
export type Receipt = Document & Readonly<{ id: string; webhook_id: string; event_id: string }>;

export type Webhooks = Readonly<{
  list: () => readonly Webhook[];
  read: (id: string) => Webhook | undefined;
  /** Keeps a webhook that is well formed; else says what is wrong with it. */
  create: (body: unknown, client?: ApiClient) => Webhook | Readonly<{ wrong: string }>;
  change: (id: string, body: unknown) => Webhook | undefined | Readonly<{ wrong: string }>;
  remove: (id: string) => boolean;
  receipts: () => readonly Receipt[];
  /** Delivers to every webhook that wants it; nobody waits for it. */
  happened: (what: Happening) => void;
  /** Resolves when nothing is being delivered. */
  idle: () => Promise<void>;
  reset: () => void;
}>;

/** What may be written (Cisco's description of `NewWebhookParams`; others are refused). */
const FIELDS = new Set([
  ...['name', 'description', 'webhook_type', 'source', 'auth', 'event_filter_map', 'workflow', 'url'],
  ...['record_type_filter', 'event_type_filter', 'enabled', 'visibility', 'integration_id'],
]);
const REQUIRED = ['webhook_type', 'name', 'source', 'event_type_filter', 'visibility'];

/** Milliseconds that a receiver may take. */
const PATIENCE = 5_000;

export function createWebhooks(now: () => number): Webhooks {
  let webhooks = new Map<string, Webhook>();
  let receipts: Receipt[] = [];
  const under = new Set<Promise<void>>();

  /** What hinders it to be kept; undefined: nothing. */
  const wrongIn = (body: unknown, required: readonly string[]): string | undefined => {
    if (typeof body !== 'object' || body === null) return 'body';
    const fields = body as Record<string, unknown>;
    const unknown = Object.keys(fields).find((name) => !FIELDS.has(name));
    const missing = required.find((name) => fields[name] === undefined);
    const auth = fields['auth'] as { type?: unknown; conf?: { client_id?: unknown } } | null | undefined;
    // The only way of authentication that is described.
    const badAuth = auth && (auth.type !== 'iroh-jwt' || typeof auth.conf?.client_id !== 'string');
    return unknown ?? missing ?? (badAuth ? 'auth' : undefined);
  };

  const deliver = async (webhook: Webhook, event: Document & { id: string }, incident: string): Promise<void> => {
    const url = String(webhook['url'] ?? '');
    const failed = await send(url, event, webhook['auth'] !== undefined && webhook['auth'] !== null);
    receipts.push({
      id: randomUUID(),
      webhook_id: webhook.id,
      event_id: event.id,
      entity_id: incident,
      url,
      org_id: DEMO_ORG.id,
      user_id: DEMO_USER.id,
      visibility: 'org',
      created_at: iso(now()),
      ...(failed ? { errors: [{ code: 'delivery_failed', message: failed, type: 'error' }] } : {}),
    });
  };

  return {
    list: () => [...webhooks.values()],
    read: (id) => webhooks.get(id),
    create: (body, client) => {
      const wrong = wrongIn(body, REQUIRED);
      if (wrong !== undefined) return { wrong };
      const webhook = {
        enabled: true,
        ...(body as Omit<Webhook, 'id'>),
        id: randomUUID(),
        org_id: DEMO_ORG.id,
        user_id: DEMO_USER.id,
        ...(client ? { client_id: client.id } : {}),
        created_at: iso(now()),
      } as Document as Webhook;
      webhooks.set(webhook.id, webhook);
      return webhook;
    },
    change: (id, body) => {
      const before = webhooks.get(id);
      if (!before) return undefined;
      const wrong = wrongIn(body, []);
      if (wrong !== undefined) return { wrong };
      const webhook = { ...before, ...(body as object), updated_at: iso(now()) };
      webhooks.set(id, webhook);
      return webhook;
    },
    remove: (id) => webhooks.delete(id),
    receipts: () => receipts,
    happened: (what) => {
      const event = eventDocument(what, now());
      for (const webhook of webhooks.values()) {
        if (webhook['enabled'] === false || !webhook.event_type_filter.includes(what.type)) continue;
        const delivery = deliver(webhook, event, what.incident).finally(() => under.delete(delivery));
        under.add(delivery);
      }
    },
    idle: async () => {
      while (under.size > 0) await Promise.all(under);
    },
    reset: () => {
      webhooks = new Map();
      receipts = [];
    },
  };
}

/** Sends one event; resolves with what went wrong. To this machine alone: the simulation speaks to nobody else. */
async function send(url: string, event: Document, signed: boolean): Promise<string | undefined> {
  const host = URL.canParse(url) ? new URL(url).hostname : '';
  if (!['127.0.0.1', 'localhost', '[::1]'].includes(host)) return 'the simulation delivers to this machine alone';
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(signed ? { authorization: 'Bearer made.up.jwt' } : {}) },
      body: JSON.stringify(event),
      signal: AbortSignal.timeout(PATIENCE),
    });
    await answer.arrayBuffer();
    return answer.ok ? undefined : `status ${answer.status}`;
  } catch {
    return 'no answer';
  }
}
