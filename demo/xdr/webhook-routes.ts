import { HttpResponse, http, type RequestHandler } from 'msw';
import { answerRoute, type Platform } from './answer-route.ts';
import { platformError } from './platform-error.ts';
import type { Service } from './service.ts';
import type { Webhook, Webhooks } from './webhooks.ts';

const BASE = '*/iroh/iroh-webhook';

/** Webhooks and the receipts of their deliveries (Cisco's description of `iroh-webhook`). */
export function webhookRoutes(platform: Platform, webhooks: Webhooks): RequestHandler[] {
  const answered = (found: Webhook | Readonly<{ wrong: string }> | undefined) => {
    if (!found) return platformError(404, 'webhook_not_found', 'There is no such webhook.');
    return 'wrong' in found
      ? HttpResponse.json({ errors: { [String(found['wrong'])]: 'disallowed-or-missing-key' } }, { status: 400 })
      : HttpResponse.json(found);
  };
  const idIn = (url: URL) => url.pathname.split('/').at(-1) ?? '';
  const route =
    (service: Service, scope: string, answer: Parameters<typeof answerRoute>[1]['answer']) =>
    ({ request }: { request: Request }) =>
      answerRoute(platform, { service, scopes: [scope], answer }, request);
  const [read, write, result] = ['webhook/management:read', 'webhook/management:write', 'webhook/result:read'];

  return [
    http.get(
      `${BASE}/webhook`,
      route('webhook', read!, () => HttpResponse.json(webhooks.list())),
    ),
    http.post(
      `${BASE}/webhook`,
      route('webhook-install', write!, ({ body, client }) => answered(webhooks.create(body, client))),
    ),
    http.get(
      `${BASE}/webhook/:id`,
      route('webhook', read!, ({ url }) => answered(webhooks.read(idIn(url)))),
    ),
    http.patch(
      `${BASE}/webhook/:id`,
      route('webhook-install', write!, ({ url, body }) => answered(webhooks.change(idIn(url), body))),
    ),
    http.delete(
      `${BASE}/webhook/:id`,
      route('webhook-install', write!, ({ url }) =>
        webhooks.remove(idIn(url)) ? new HttpResponse(null, { status: 204 }) : answered(undefined),
      ),
    ),
    http.get(
      `${BASE}/webhook-result`,
      route('webhook-result', result!, ({ url }) => {
        const wanted = url.searchParams.get('webhook_id');
        return HttpResponse.json(webhooks.receipts().filter((one) => wanted === null || one.webhook_id === wanted));
      }),
    ),
  ];
}
