import { type Activity, CloudAdapter, ConfigurationBotFrameworkAuthentication, type TurnContext } from 'botbuilder';
import { ClaimsIdentity, type ConnectorClient, type ServiceClientCredentialsFactory } from 'botframework-connector';
import { type Authenticate, authenticateLocal, createAuthenticate } from './authenticate.ts';
import { readAddresses, type TeamsSettings } from './sdk-addresses.ts';
import { createCredentials } from './sdk-credentials.ts';
import { bareRequest, createHttpClient } from './sdk-http-client.ts';
import { createTokenKeys } from './token-keys.ts';

export type { TeamsSettings } from './sdk-addresses.ts';

/** The Bot Framework, as far as the bot uses it. */
export type Connection = Readonly<{
  /** Checks the token of a delivery. */
  authenticate: Authenticate;
  /** Hands a delivery whose sender is known to the SDK, which runs `turn`. Rejects when the SDK could not, or `turn` did. */
  process: (activity: Activity, turn: (context: TurnContext) => Promise<void>) => Promise<void>;
  /**
   * What the bot says by itself goes through the client of the conversation's service URL, with the bot's token. A call
   * is made once: the SDK's own repeating (which would post twice when an answer is lost) and its redirects are off.
   */
  connectorFor: (serviceUrl: string) => Promise<ConnectorClient>;
  /**
   * Asks a route of the connector that its client has no method for, with the bot's token. `path` comes after the service
   * URL, encoded by the caller. Resolves with any status; rejects as the client does when there is no answer.
   */
  askRoute: (serviceUrl: string, method: 'GET' | 'PUT' | 'DELETE', path: string) => Promise<RouteAnswer>;
}>;

export type RouteAnswer = Readonly<{ status: number; body: string; retryAfter: string | undefined }>;

export type ConnectionParts = Readonly<{
  /** Every request goes through it: the keys of tokens, the bot's own token, the connector. Default: Node's. */
  fetch?: typeof fetch;
  now?: () => number;
  /** In the place of the password or managed identity of the settings. */
  credentials?: ServiceClientCredentialsFactory;
}>;

/** Service URLs are few (one a region); this bounds what an emulator, which may say any, can make us keep. */
const mostConnectors = 100;

/** Throws a Failure or the SDK's Error when the settings do not fit together. Opens no connection by itself. */
export function createConnection(settings: TeamsSettings, parts: ConnectionParts = {}): Connection {
  const { fetch: send = fetch, now = Date.now } = parts;
  const addresses = readAddresses(settings);
  const { appId, local } = settings;
  const httpClient = createHttpClient(send);
  const authentication = new ConfigurationBotFrameworkAuthentication(
    { ...settings.addresses, ...addresses },
    parts.credentials ?? createCredentials({ settings, addresses, fetch: send, now }),
    undefined,
    undefined,
    { httpClient },
  );
  const adapter = new CloudAdapter(authentication);
  const us = new ClaimsIdentity(appId === undefined ? [] : [{ type: 'aud', value: appId }], true);
  const factory = authentication.createConnectorFactory(us);
  const audience = addresses.ToChannelFromBotOAuthScope;

  const connectors = new Map<string, ConnectorClient>();
  const connectorFor = async (serviceUrl: string): Promise<ConnectorClient> => {
    const kept = connectors.get(serviceUrl);
    if (kept) return kept;
    const client = callOnce(await factory.create(serviceUrl, audience));
    if (connectors.size >= mostConnectors) connectors.clear();
    connectors.set(serviceUrl, client);
    return client;
  };

  return {
    authenticate: authenticateBy(),
    process: (activity, turn) =>
      adapter.processActivityDirect(
        { audience, callerId: addresses.CallerId, claimsIdentity: us, connectorFactory: { create: connectorFor } },
        activity,
        turn,
      ),
    connectorFor,
    askRoute: async (serviceUrl, method, path) => {
      const { credentials } = await connectorFor(serviceUrl);
      const url = `${serviceUrl.replace(/\/+$/, '')}/${path}`;
      const { status, bodyAsText, headers } = await httpClient.sendRequest(
        await credentials.signRequest(bareRequest(method, url)),
      );
      return { status, body: bodyAsText ?? '', retryAfter: headers.get('retry-after') };
    },
  };

  function authenticateBy(): Authenticate {
    if (local && appId === undefined) return authenticateLocal;
    if (appId === undefined) return async () => 'audience';
    const findKey = createTokenKeys({ url: addresses.ToBotFromChannelOpenIdMetadataUrl, fetch: send, now });
    return createAuthenticate({ appId, issuer: addresses.ToBotFromChannelTokenIssuer, findKey, now });
  }
}

/** The SDK has no setting for it; the pipeline of its client is the only place. */
function callOnce(client: ConnectorClient): ConnectorClient {
  const { pipeline } = Reflect.get(client, 'client') as {
    pipeline: { removePolicy: (one: { name: string }) => unknown };
  };
  for (const name of ['defaultRetryPolicy', 'redirectPolicy']) pipeline.removePolicy({ name });
  return client;
}
