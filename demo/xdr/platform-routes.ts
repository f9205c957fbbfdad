import { HttpResponse, http, type RequestHandler } from 'msw';
import { answerRoute, type Platform } from './answer-route.ts';
import { answerToken } from './answer-token.ts';
import { DEMO_ORG, DEMO_USER } from './api-clients.ts';
import { inspectText } from './inspect.ts';
import { platformError } from './platform-error.ts';

const CREATED = '2026-01-10T08:30:00.000Z';

/** Token, regions, Inspect, modules, identity. */
export function platformRoutes(platform: Platform): RequestHandler[] {
  const { tokens, knowledge } = platform;
  return [
    http.post('*/iroh/oauth2/token', ({ request }) =>
      answerRoute(platform, { service: 'token', answer: ({ body }) => answerToken(tokens, request, body) }, request),
    ),
    // The names Europe and Asia are LIKELY. Every region leads back to this server.
    http.get('*/clouds.json', ({ request }) =>
      answerRoute(
        platform,
        {
          service: 'clouds',
          answer: ({ url }) => {
            const cloud = { 'iroh-services': `${url.origin}/iroh/` };
            return HttpResponse.json({ Asia: cloud, Europe: cloud, 'North America': cloud });
          },
        },
        request,
      ),
    ),
    http.post('*/iroh/iroh-inspect/inspect', ({ request }) =>
      answerRoute(
        platform,
        { service: 'inspect', scopes: ['inspect:read'], answer: ({ body }) => inspect(body) },
        request,
      ),
    ),
    http.get('*/iroh/iroh-int/module-instance', ({ request }) =>
      answerRoute(
        platform,
        {
          service: 'module-instance',
          scopes: ['integration/module-instance:read'],
          answer: () =>
            HttpResponse.json(
              knowledge.modules.map((module) => ({
                id: module.id,
                name: module.name,
                module_type_id: module.typeId,
                org_id: DEMO_ORG.id,
                user_id: DEMO_USER.id,
                enabled: knowledge.enabled(module),
                visibility: module.visibility,
                settings: {},
                created_at: CREATED,
                updated_at: CREATED,
              })),
            ),
        },
        request,
      ),
    ),
    http.get('*/iroh/profile/whoami', ({ request }) =>
      answerRoute(
        platform,
        { service: 'whoami', scopes: ['profile:read'], answer: ({ client }) => whoami(client?.scopes ?? '') },
        request,
      ),
    ),
    http.all('*', ({ request }) =>
      answerRoute(
        platform,
        {
          service: 'not-found',
          answer: ({ url }) =>
            platformError(404, 'not_found', `The simulation has no ${request.method} ${url.pathname}.`),
        },
        request,
      ),
    ),
  ];
}

/** The reason for a missing `content` is Cisco's own example; that for an empty one is LIKELY. */
function inspect(body: unknown): Response {
  if (typeof body !== 'object' || body === null || !('content' in body)) {
    return HttpResponse.json({ content: 'missing-required-key' }, { status: 400 });
  }
  const { content } = body;
  if (typeof content !== 'string') return HttpResponse.json({ content: '(not (string? …))' }, { status: 400 });
  if (content.trim() === '') return HttpResponse.json({ content: 'enter some text' }, { status: 400 });
  const found = inspectText(content).map(({ value, type }) => ({ value, type }));
  // In an order that has nothing to do with the text's, as the platform does: nobody may count on it.
  return HttpResponse.json(found.sort((a, b) => (a.value < b.value ? 1 : -1)));
}

function whoami(scopes: string): Response {
  return HttpResponse.json({
    user: {
      'user-id': DEMO_USER.id,
      'user-name': DEMO_USER.name,
      'user-nick': DEMO_USER.nick,
      'user-email': DEMO_USER.email,
      'org-id': DEMO_ORG.id,
      role: 'user',
      scopes: scopes.split(' '),
      'enabled?': true,
      'created-at': CREATED,
      'updated-at': CREATED,
    },
    org: { id: DEMO_ORG.id, name: DEMO_ORG.name, 'enabled?': true, 'created-at': CREATED, 'updated-at': CREATED },
  });
}
