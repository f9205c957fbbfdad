import type { WebRequest } from '../../src/listener.ts';
import { isSigned, readToken } from './token-claims.ts';
import type { FindTokenKey } from './token-keys.ts';

/** Who sends: a channel's connector, which may speak only for its own service URL. */
export type Sender = Readonly<{ speaksFor: (serviceUrl: string) => boolean }>;

/** Why a delivery is refused, for the log; the sender is told nothing. */
export type Refused = 'no token' | 'audience' | 'issuer' | 'time' | 'key' | 'signature' | 'not local';

/**
 * Checks a delivery's token before anything of the delivery is read. Rejects with a Failure (platform-unavailable) when
 * the keys cannot be had, which is nobody's fault and may be delivered again.
 */
export type Authenticate = (request: WebRequest) => Promise<Sender | Refused>;

/** Seconds by which Microsoft's clock and ours may differ, in both directions. */
const skew = 300;

/**
 * Deliveries to `appId`, signed by the Bot Framework for Teams. The SDK has a check of its own, which lets tokens without
 * `exp` pass, as well as those for the Emulator, which are bound to no service URL, and answers a bad signature with 500.
 * https://learn.microsoft.com/en-us/azure/bot-service/rest-api/bot-framework-rest-connector-authentication#connector-to-bot
 */
export function createAuthenticate(parts: {
  appId: string;
  issuer: string;
  findKey: FindTokenKey;
  now: () => number;
}): Authenticate {
  const { appId, issuer, findKey, now } = parts;
  return async ({ headers }) => {
    const token = readToken(headers.authorization);
    if (!token) return 'no token';
    const { iss, aud, exp, nbf, serviceurl } = token.claims;
    if (iss !== issuer) return 'issuer';
    if (aud !== appId) return 'audience';
    const seconds = now() / 1000;
    if (exp + skew <= seconds || (nbf !== undefined && nbf - skew > seconds)) return 'time';
    const found = await findKey(token.keyId);
    if (!found?.endorsements.includes('msteams')) return 'key';
    if (!isSigned(token, found.key)) return 'signature';
    return { speaksFor: (serviceUrl) => serviceUrl === serviceurl };
  };
}

const loopbackAddress = /^(::ffff:)?127\.\d+\.\d+\.\d+$|^::1$/;
const loopbackHost = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * For an emulator on this machine, which sends no token. What a tunnel or proxy passes on comes from loopback too, and
 * then from anybody.
 */
export const authenticateLocal: Authenticate = async ({ remoteAddress, headers }) =>
  !loopbackAddress.test(remoteAddress) || headers['x-forwarded-for'] || headers['forwarded']
    ? 'not local'
    : { speaksFor: (serviceUrl) => URL.canParse(serviceUrl) && loopbackHost.test(new URL(serviceUrl).hostname) };
