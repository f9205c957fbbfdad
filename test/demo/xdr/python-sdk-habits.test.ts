import { request } from 'node:http';
import { startSimulatedXdr } from '../../support/simulated-xdr.ts';

/**
 * Cisco's public Python SDK (`threatresponse` 0.15) as it speaks HTTP through `requests`: one kept connection, its own
 * headers, `/iroh/…` joined to the origin, health as a POST with an empty body, and a 401 answered by one new token.
 */
const { url, xdr, stop } = await startSimulatedXdr();
const PYTHON = {
  'User-Agent': 'python-requests/2.28.1',
  'Accept-Encoding': 'gzip, deflate, br',
  Accept: '*/*',
  Connection: 'keep-alive',
};

afterAll(stop);

function say(method: string, path: string, headers: Record<string, string>, body?: string) {
  return new Promise<{ status: number; body: unknown }>((resolve, reject) => {
    const length = body === undefined ? { 'Content-Length': '0' } : { 'Content-Length': `${Buffer.byteLength(body)}` };
    const sent = request(url + path, { method, headers: { ...PYTHON, ...headers, ...length } }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: JSON.parse(text) }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

async function newToken(): Promise<string> {
  const { id, password } = xdr.client('reader');
  const answer = await say(
    'POST',
    '/iroh/oauth2/token',
    {
      'Content-Type': 'application/x-www-form-urlencoded',
      Accept: 'application/json',
      Authorization: `Basic ${btoa(`${id}:${password}`)}`,
    },
    'grant_type=client_credentials',
  );
  return (answer.body as { access_token: string }).access_token;
}

const json = (token: string) => ({ Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' });

test('commands.verdict: inspect, and what it found goes to deliberate as it is', async () => {
  const token = await newToken();
  // json.dumps puts a space after `:` and `,`.
  const found = await say('POST', '/iroh/iroh-inspect/inspect', json(token), '{"content": "internetbadguys.com"}');
  expect(found.status).toBe(200);
  const verdicts = await say(
    'POST',
    '/iroh/iroh-enrich/deliberate/observables',
    json(token),
    JSON.stringify(found.body),
  );
  expect(verdicts).toMatchObject({ status: 200, body: { data: expect.any(Array) } });
  // The SDK reads these keys without asking whether they are there.
  const docs = (
    verdicts.body as { data: { module: string; data: { verdicts?: { docs: Record<string, unknown>[] } } }[] }
  ).data.flatMap(({ data }) => data.verdicts?.docs ?? []);
  expect(docs.length).toBeGreaterThan(1);
  for (const doc of docs) {
    expect(doc).toMatchObject({ disposition_name: expect.any(String), valid_time: { end_time: expect.any(String) } });
  }
});

test('health is a POST with no body and no content type', async () => {
  const answer = await say('POST', '/iroh/iroh-enrich/health', { Authorization: `Bearer ${await newToken()}` });
  expect(answer).toMatchObject({ status: 200, body: { data: expect.any(Array) } });
});

test.each(['observe', 'refer'])('%s takes the bare array', async (question) => {
  const body = '[{"value": "internetbadguys.com", "type": "domain"}]';
  const path = `/iroh/iroh-enrich/${question}/observables`;
  expect((await say('POST', path, json(await newToken()), body)).status).toBe(200);
});

test('a 401 is helped by one new token', async () => {
  const token = await newToken();
  xdr.revokeTokens();
  const body = '{"content": "x"}';
  expect((await say('POST', '/iroh/iroh-inspect/inspect', json(token), body)).status).toBe(401);
  expect((await say('POST', '/iroh/iroh-inspect/inspect', json(await newToken()), body)).status).toBe(200);
});
