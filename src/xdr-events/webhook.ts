import type { Written } from '../incidents/incident.ts';
import type { Ask } from '../verdicts/verdict.ts';

/** A webhook of XDR. Texts are outside text; `url` may hold a secret. Times are ISO 8601. */
export type Webhook = Readonly<{
  id: string;
  name?: string;
  /** `url` or `workflow`. */
  kind?: string;
  url?: string;
  enabled?: boolean;
  visibility?: string;
  /** Event types that it asks for. */
  events: readonly string[];
}>;

/** What is asked of XDR for our webhook; the address holds the secret. */
export type WebhookWish = Readonly<{ name: string; url: string; events: readonly string[] }>;

/** Receipt of one delivery: without errors it arrived. */
export type WebhookReceipt = Readonly<{ webhook: string; at: string; errors: readonly string[] }>;

/** What is asked of XDR about its webhooks. Each rejects with a Failure; a change rejects only when nothing was changed. */
export type WebhookDoor = Readonly<{
  list: (ask: Ask) => Promise<readonly Webhook[]>;
  receipts: (id: string, ask: Ask) => Promise<readonly WebhookReceipt[]>;
  install: (wish: WebhookWish) => Promise<Written<Webhook>>;
  change: (id: string, wish: WebhookWish) => Promise<Written<Webhook>>;
  remove: (id: string) => Promise<Written<undefined>>;
}>;
