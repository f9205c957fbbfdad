import { HttpResponse, http, type RequestHandler } from 'msw';
import { answerRoute, type Platform } from './answer-route.ts';
import { DEMO_ORG, DEMO_USER } from './api-clients.ts';

/** A user of the simulated organisation. */
export type DemoUser = Readonly<{ id: string; name: string; nick: string; email: string; enabled?: false }>;

const id = (end: string): string => `00000000-0000-4000-8000-0000000000${end}`;

/** Who works there; all are made up. Lee has left. */
export const DEMO_USERS: readonly DemoUser[] = [
  DEMO_USER,
  { id: id('e1'), name: 'Robin Responder', nick: 'robin', email: 'robin@example.com' },
  { id: id('e2'), name: 'Sam Shift', nick: 'sam', email: 'sam@example.com' },
  { id: id('e3'), name: '<!channel> [Kim](http://hostile.example.net)', nick: '@here', email: 'kim@example.com' },
  { id: id('e4'), name: 'Lee Left', nick: 'lee', email: 'lee@example.com', enabled: false },
  // The people of the playgrounds, by the addresses that they have there.
  { id: id('e5'), name: 'Ana Reyes', nick: 'ana', email: 'ana@example.com' },
  { id: id('e6'), name: 'Vera Lindqvist', nick: 'vera', email: 'Vera@example.com' },
  { id: id('e7'), name: 'Adam Okafor', nick: 'adam', email: 'adam@example.com' },
  { id: id('e8'), name: 'Gus Meyer', nick: 'gus', email: 'gus@example.com' },
];

const CREATED = '2026-01-10T08:30:00.000Z';

/** Who is who: by ids, and by address. What a search takes is not described in public: `user-email` is LIKELY. */
export function userRoutes(platform: Platform): RequestHandler[] {
  const scopes = ['users:read'];
  return [
    http.get('*/iroh/user-mgmt/batch/users', ({ request }) =>
      answerRoute(
        platform,
        {
          service: 'users',
          scopes,
          answer: ({ url }) => {
            const wanted = new Set(url.searchParams.getAll('id'));
            return HttpResponse.json(DEMO_USERS.filter((user) => wanted.has(user.id)).map(userDocument));
          },
        },
        request,
      ),
    ),
    http.post('*/iroh/user-mgmt/search/users', ({ request }) =>
      answerRoute(
        platform,
        {
          service: 'user-search',
          scopes,
          answer: ({ body }) => {
            const email = (body as { 'user-email'?: unknown } | undefined)?.['user-email'];
            // As loose as a search: whoever asks for one address has to compare.
            const found = DEMO_USERS.filter(
              (user) => typeof email !== 'string' || user.email.toLowerCase().endsWith(email.toLowerCase()),
            );
            return HttpResponse.json(found.map(userDocument));
          },
        },
        request,
      ),
    ),
  ];
}

const userDocument = ({ id: userId, name, nick, email, enabled }: DemoUser) => ({
  'user-id': userId,
  'user-name': name,
  'user-nick': nick,
  'user-email': email,
  'org-id': DEMO_ORG.id,
  role: 'user',
  scopes: ['enrich', 'casebook', 'inspect', 'response', 'private-intel'],
  'enabled?': enabled ?? true,
  'created-at': CREATED,
  'updated-at': CREATED,
});
