import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TeamsSettings } from '../../adapters/teams/connect.ts';

export const appId = '11111111-2222-4333-8444-555555555555';
export const tenantId = '99999999-aaaa-4bbb-8ccc-dddddddddddd';
export const issuer = 'https://api.botframework.com';
/** Where the deliveries of `activityOf` come from. */
export const serviceUrl = 'http://127.0.0.1:9/emea/';

/** The keys are made once for all tests of a file. `forger` is nobody's: it signs under the ids of others. */
const pairs = { microsoft: pair(), forger: pair() };
function pair() {
  return generateKeyPairSync('rsa', { modulusLength: 2048 });
}

/** How a token differs from a good one. A claim that is undefined is left out. */
export type TokenChange = Readonly<{
  claims?: Readonly<Record<string, unknown>>;
  header?: Readonly<Record<string, unknown>>;
  by?: keyof typeof pairs;
  /** Written over the payload after it was signed. */
  payload?: Readonly<Record<string, unknown>>;
}>;

/** Ids of the published keys: for Teams, for another channel, for none, and one of another kind. */
export const keyIds = { teams: 'teams', webChat: 'webchat', noChannel: 'nochannel', curve: 'curve' } as const;

export type OpenIdServer = Readonly<{
  /** Where it is, without a path. */
  url: string;
  settings: TeamsSettings;
  /** What was asked for, oldest first. */
  asked: string[];
  /** Bodies of the bot's requests for a token of its own. */
  logins: URLSearchParams[];
  /** While true, every answer is 500. */
  broken: (on: boolean) => void;
  /** What the login server says next, once. */
  nextLogin: (status: number, body: unknown) => void;
  /** Publishes a further key under this id, endorsed for Teams (signs as `microsoft` does). */
  publish: (keyId: string) => void;
  stop: () => Promise<void>;
}>;

/**
 * Stands in for Microsoft on loopback: the OpenID document with its keys, which deliveries are checked against, and the
 * login server, where the bot gets its own token.
 */
export async function startOpenIdServer(): Promise<OpenIdServer> {
  const asked: string[] = [];
  const logins: URLSearchParams[] = [];
  const loginAnswers: { status: number; body: unknown }[] = [];
  let broken = false;
  const { n, e } = pairs.microsoft.publicKey.export({ format: 'jwk' });
  const keys: unknown[] = [
    { kid: keyIds.curve, kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA', endorsements: ['msteams'] },
    { kid: keyIds.webChat, kty: 'RSA', n, e, endorsements: ['webchat', 'directline'] },
    { kid: keyIds.noChannel, kty: 'RSA', n, e },
    { kid: keyIds.teams, kty: 'RSA', n, e, endorsements: ['msteams', 'skypeforbusiness'] },
  ];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const path = request.url ?? '';
    asked.push(path);
    const say = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    if (broken) return say(500, { error: 'broken' });
    if (path === '/openid') return say(200, { issuer, jwks_uri: `${url}/keys` });
    if (path === '/keys') return say(200, { keys });
    if (path !== '/login/oauth2/v2.0/token') return say(404, {});
    logins.push(new URLSearchParams(Buffer.concat(chunks).toString()));
    const { status, body } = loginAnswers.shift() ?? {
      status: 200,
      body: { token_type: 'Bearer', expires_in: 3600, access_token: `bot-token-${logins.length}` },
    };
    return say(status, body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    url,
    settings: {
      appId,
      appPassword: 'not-a-secret',
      tenantId,
      appType: 'SingleTenant',
      local: false,
      addresses: {
        ToBotFromChannelOpenIdMetadataUrl: `${url}/openid`,
        ToBotFromEmulatorOpenIdMetadataUrl: `${url}/openid`,
        ToBotFromChannelTokenIssuer: issuer,
        ToChannelFromBotLoginUrl: `${url}/login`,
        ToChannelFromBotOAuthScope: 'https://api.botframework.com',
        OAuthUrl: `${url}/oauth`,
        CallerId: 'urn:botframework:azure',
      },
    },
    asked,
    logins,
    broken: (on) => {
      broken = on;
    },
    nextLogin: (status, body) => loginAnswers.push({ status, body }),
    publish: (kid) => keys.push({ kid, kty: 'RSA', n, e, endorsements: ['msteams'] }),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const now = (): number => Math.floor(Date.now() / 1000);

/** A token as the Bot Framework signs them, or one that differs. */
export function tokenOf({ claims, header, by = 'microsoft', payload }: TokenChange = {}): string {
  const head = { typ: 'JWT', alg: 'RS256', kid: keyIds.teams, ...header };
  const body = { iss: issuer, aud: appId, serviceurl: serviceUrl, nbf: now() - 60, exp: now() + 3600, ...claims };
  const signed = `${encode(head)}.${encode(body)}`;
  const signature = signBy(String(head.alg), signed, pairs[by]).toString('base64url');
  return payload ? `${encode(head)}.${encode({ ...body, ...payload })}.${signature}` : `${signed}.${signature}`;
}

/** Seconds from now, as claims write moments. */
export const inSeconds = (seconds: number): number => now() + seconds;

function signBy(algorithm: string, signed: string, keys: { publicKey: KeyObject; privateKey: KeyObject }): Buffer {
  if (algorithm === 'none') return Buffer.alloc(0);
  // What a careless checker would accept: the public key, which everybody has, taken as a shared secret.
  if (algorithm === 'HS256')
    return createHmac('sha256', keys.publicKey.export({ type: 'spki', format: 'pem' }))
      .update(signed)
      .digest();
  return sign(`sha${algorithm.slice(2)}`, Buffer.from(signed), keys.privateKey);
}

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A message in a personal chat, as Teams delivers it. */
export const activityOf = (change: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
  type: 'message',
  id: '1690000000001',
  timestamp: '2026-11-29T18:00:00.123Z',
  localTimestamp: '2026-11-29T19:00:00.123+01:00',
  channelId: 'msteams',
  serviceUrl,
  from: { id: '29:ann', name: 'Ann Oncall', aadObjectId: '00000000-0000-4000-8000-0000000000a0' },
  recipient: { id: `28:${appId}`, name: 'XDR' },
  conversation: { id: 'a:personal', conversationType: 'personal', tenantId },
  text: 'enrich 45.83.10.7',
  textFormat: 'plain',
  channelData: { tenant: { id: tenantId } },
  ...change,
});
