import { ConfigurationServiceClientCredentialFactory } from 'botbuilder';
import type { ServiceClientCredentialsFactory } from 'botframework-connector';
import { z } from 'zod';
import { Failure } from '../../src/failure.ts';
import type { Addresses, TeamsSettings } from './sdk-addresses.ts';

export type CredentialsParts = Readonly<{
  settings: TeamsSettings;
  addresses: Addresses;
  fetch: typeof fetch;
  now: () => number;
}>;

/** Milliseconds: for the login server's answer, and before a token's end from which a new one is asked for. */
const times = { patience: 5_000, early: 5 * 60_000 };

const granted = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });
const denied = z.object({ error: z.string().regex(/^[a-z_]{1,60}$/) });

/**
 * What the bot's own calls carry. The SDK's way to a token by password (MSAL) takes neither a proxy nor a login server
 * without TLS, so the one request is made here; managed identities are left to the SDK, which asks the machine's own
 * address. Without app id (an emulator) nothing is carried.
 */
export function createCredentials(parts: CredentialsParts): ServiceClientCredentialsFactory {
  const { settings } = parts;
  const { appId } = settings;
  if (appId !== undefined && settings.appType === 'UserAssignedMSI') return createManaged(appId, settings.tenantId);
  const token = appId === undefined ? undefined : createToken({ ...parts, appId });
  return {
    isValidAppId: async (id) => id === appId,
    isAuthenticationDisabled: async () => appId === undefined,
    createCredentials: async () => ({
      signRequest: async (request) => {
        if (token) request.headers.set('authorization', `Bearer ${await token()}`);
        return request;
      },
    }),
  };
}

/** Made once: the SDK asks for them at every delivery, and each would look for its identity anew. */
function createManaged(appId: string, tenantId = ''): ServiceClientCredentialsFactory {
  const factory = new ConfigurationServiceClientCredentialFactory({
    MicrosoftAppType: 'UserAssignedMsi',
    MicrosoftAppId: appId,
    MicrosoftAppTenantId: tenantId,
  });
  let made: ReturnType<typeof factory.createCredentials> | undefined;
  return {
    isValidAppId: (id) => factory.isValidAppId(id),
    isAuthenticationDisabled: () => factory.isAuthenticationDisabled(),
    createCredentials: (id, audience = '', login, validate) => {
      made ??= factory.createCredentials(id, audience, login, validate);
      return made;
    },
  };
}

/** The bot's token, asked for anew shortly before it ends; those who want it at the same time share one request. */
function createToken(parts: CredentialsParts & { appId: string }): () => Promise<string> {
  const { now } = parts;
  let current = { text: '', until: Number.NEGATIVE_INFINITY };
  let asking: Promise<void> | undefined;
  return async () => {
    if (now() >= current.until) {
      asking ??= askForToken(parts)
        .then(({ access_token, expires_in }) => {
          const life = expires_in * 1000;
          current = { text: access_token, until: now() + Math.max(life - times.early, life / 2) };
        })
        .finally(() => {
          asking = undefined;
        });
      await asking;
    }
    return current.text;
  };
}

/** https://learn.microsoft.com/en-us/azure/bot-service/rest-api/bot-framework-rest-connector-authentication#step-1-request-an-access-token-from-the-microsoft-entra-id-account-login-service */
async function askForToken(parts: CredentialsParts & { appId: string }): Promise<z.infer<typeof granted>> {
  const { settings, addresses, appId } = parts;
  const service = 'login';
  const response = await parts
    .fetch(`${loginAddress(addresses.ToChannelFromBotLoginUrl, settings.tenantId)}/oauth2/v2.0/token`, {
      method: 'POST',
      redirect: 'error',
      signal: AbortSignal.timeout(times.patience),
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: appId,
        client_secret: settings.appPassword ?? '',
        scope: `${addresses.ToChannelFromBotOAuthScope}/.default`,
      }),
    })
    // The cause is left out: it may hold the request, and so the password.
    .catch(() => Promise.reject(new Failure('platform-unavailable', 'login: no answer', { service })));
  const { status } = response;
  const body: unknown = await response.json().catch(() => undefined);
  if (status === 429 || status >= 500)
    throw new Failure('platform-unavailable', `login: ${status}`, { service, status });
  const answer = granted.safeParse(body);
  if (response.ok && answer.success) return answer.data;
  const why = denied.safeParse(body).data?.error ?? 'no token in the answer';
  throw new Failure('platform-refused', `login: ${status} ${why}`, { service, status });
}

/** On Microsoft's own login servers a bot of one tenant signs in at its tenant, whatever the address says after the host. */
function loginAddress(address: string, tenantId: string | undefined): string {
  const { origin, host } = new URL(address);
  return tenantId && /^login\.microsoftonline\.(com|us)$/.test(host) ? `${origin}/${tenantId}` : address;
}
