import { Writable } from 'node:stream';
import { inspect } from 'node:util';
import { pino } from 'pino';
import type { Ask } from '../../src/verdicts/verdict.ts';
import { isToken, json, type OwnAnswer, startOwnServer } from './support/own-server.ts';
import { xdrAt } from './support/xdr-at.ts';

const command: Ask = { purpose: 'command' };
const password = 'Pass-Word.7f3a';
const token = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJzZWNyZXQifQ.c2VjcmV0LXNpZ25hdHVyZQ';
const text = 'a private sentence about secret-observable.example';
const secrets = [
  password,
  Buffer.from(`client-id:${password}`).toString('base64'),
  token,
  token.split('.')[1]!,
  text,
  'secret-observable.example',
];

/** Everything an answer could quote back at us. */
const echo = {
  error: token,
  error_description: `${token} ${password} ${text}`,
  message: text,
  token,
  content: text,
  value: { content: text },
  trace_id: token,
};
const answers: [string, OwnAnswer][] = [
  ['401 that echoes the token', (_, response) => json(response, echo, 401)],
  ['400 that quotes the request', (_, response) => json(response, echo, 400)],
  ['403 that quotes', (_, response) => json(response, { ...echo, 'missing-scopes': [token, text, 'a:read'] }, 403)],
  ['429 that quotes', (_, response) => json(response, echo, 429)],
  ['500 that quotes', (_, response) => json(response, { ...echo, exception_message: text }, 500)],
  [
    'HTML that quotes',
    (_, response) => response.writeHead(502, { 'content-type': 'text/html' }).end(`<p>${token} ${text}`),
  ],
  ['JSON that is cut off', (_, response) => response.end(`{"error": "${token} ${text}`)],
  ['another shape', (_, response) => json(response, echo)],
  ['a reset', (_, response) => response.socket?.destroy()],
  [
    'module errors',
    (_, response) => json(response, { data: [], errors: [{ module: 'M', code: text, message: token, type: 'fatal' }] }),
  ],
];

test.each(answers)('neither log nor failure holds a secret or what was asked: %s', async (_, answer) => {
  const server = await startOwnServer((request, response, nth) =>
    isToken(request)
      ? json(response, { access_token: token, expires_in: 600, scope: 'inspect:read response' })
      : answer(request, response, nth),
  );
  const written: string[] = [];
  const log = pino(
    { level: 'trace' },
    new Writable({
      write: (chunk, _encoding, done) => {
        written.push(String(chunk));
        done();
      },
    }),
  );
  const { xdr, lines } = xdrAt(server.url, { id: 'client-id', password });
  const other = xdrAt(server.url, { id: 'client-id', password }, { log });
  const failures: unknown[] = [];
  for (const client of [xdr, other.xdr]) {
    const observable = { type: 'domain', value: 'secret-observable.example' };
    // All at once: a later one may fail before an earlier one, and a failure that nobody waits for ends the test.
    const asked = await Promise.allSettled([
      client.inspect(text, command),
      client.deliberate([observable], command),
      client.observe(observable, command),
      client.refer(observable, command),
      client.listActions(observable, command),
      ...['observable_type', 'not-an-address'].map((type) =>
        client.trigger({
          id: 'block',
          title: text,
          categories: [],
          module: 'M',
          moduleId: 'm',
          url: `/respond/trigger/m/block?${type}=domain&observable_value=secret-observable.example`,
        }),
      ),
    ]);
    for (const answer of asked) {
      if (answer.status === 'rejected') failures.push(answer.reason);
      else if ('outcome' in answer.value && 'failure' in answer.value) failures.push(answer.value.failure);
    }
    client.close();
  }
  await server.stop();
  for (const failure of failures) log.error({ err: failure }, 'caught');

  const all = [
    ...written,
    ...lines.map((line) => JSON.stringify(line)),
    ...failures.flatMap((failure) => [
      String(failure),
      JSON.stringify(failure),
      inspect(failure, { depth: 9, showHidden: true }),
    ]),
    JSON.stringify(xdr.state()),
  ].join('\n');
  expect(written.length).toBeGreaterThan(0);
  for (const secret of secrets) expect(all).not.toContain(secret);
});

test.each<[string, OwnAnswer]>([
  ['refused', (_, response) => json(response, { error: password, error_description: password }, 401)],
  ['malformed', (_, response) => json(response, { access_token: { token }, scope: password })],
  ['reset', (_, response) => response.socket?.destroy()],
])('a token call that is %s tells nothing either', async (_, answer) => {
  const server = await startOwnServer(answer);
  const { xdr, lines } = xdrAt(server.url, { id: 'client-id', password });
  const failure = await xdr.granted().catch((error: unknown) => error);
  xdr.close();
  await server.stop();
  expect(failure).toMatchObject({ name: 'Failure' });
  const all = [...lines.map((line) => JSON.stringify(line)), inspect(failure, { depth: 9, showHidden: true })].join(
    '\n',
  );
  for (const secret of secrets) expect(all).not.toContain(secret);
});
