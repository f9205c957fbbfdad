import { createPublicKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { Failure } from '../../src/failure.ts';

/** A key that deliveries are signed with, and the channels that it may speak for. */
export type TokenKey = Readonly<{ key: KeyObject; endorsements: readonly string[] }>;

/** Undefined for a key that is not published. Rejects with a Failure (platform-unavailable) when nobody can tell. */
export type FindTokenKey = (id: string) => Promise<TokenKey | undefined>;

const minute = 60_000;
const day = 24 * 60 * minute;
/**
 * Milliseconds. Keys are read again daily; sooner, but not at the will of whoever sends unknown key ids, when one is asked
 * for that is not among them; the last ones serve on for a while when their address does not answer.
 * https://learn.microsoft.com/en-us/azure/bot-service/rest-api/bot-framework-rest-connector-authentication#connector-to-bot-step-3
 */
const ages = { fresh: day, unknown: 5 * minute, oldest: 5 * day, failed: minute / 6 };
/** Milliseconds for one of the two documents: Teams waits 15 s for our answer. */
const patience = 4_000;

const metadata = z.object({ jwks_uri: z.url({ protocol: /^https?$/ }) });
const keySet = z.object({ keys: z.array(z.unknown()).max(1_000) });
const rsaKey = z.object({
  kid: z.string().min(1),
  n: z.string().min(1),
  e: z.string().min(1),
  endorsements: z.array(z.string()).default([]),
});

/** The keys that an OpenID metadata document leads to. Those who ask at the same time share one reading. */
export function createTokenKeys(parts: { url: string; fetch: typeof fetch; now: () => number }): FindTokenKey {
  const { url, now } = parts;
  let keys: ReadonlyMap<string, TokenKey> = new Map();
  let readAt = Number.NEGATIVE_INFINITY;
  let failedAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<boolean> | undefined;

  const refresh = (): Promise<boolean> => {
    if (now() - failedAt < ages.failed) return Promise.resolve(false);
    reading ??= readKeys(url, parts.fetch)
      .then(
        (found) => {
          keys = found;
          readAt = now();
          return true;
        },
        () => {
          failedAt = now();
          return false;
        },
      )
      .finally(() => {
        reading = undefined;
      });
    return reading;
  };

  return async (id) => {
    const known = keys.get(id);
    if (now() - readAt < (known ? ages.fresh : ages.unknown)) return known;
    if (await refresh()) return keys.get(id);
    if (known && now() - readAt < ages.oldest) return known;
    throw new Failure('platform-unavailable', 'the keys of the Bot Framework could not be read', { service: 'openid' });
  };
}

async function readKeys(url: string, send: typeof fetch): Promise<ReadonlyMap<string, TokenKey>> {
  const read = async (address: string): Promise<unknown> => {
    const response = await send(address, { signal: AbortSignal.timeout(patience) });
    if (!response.ok) throw new Error(`status ${response.status}`);
    return response.json();
  };
  const { keys } = keySet.parse(await read(metadata.parse(await read(url)).jwks_uri));
  return new Map(keys.flatMap(readKey));
}

/** Nothing for a key of another kind: one that we cannot read must not hide the others. */
function readKey(value: unknown): [string, TokenKey][] {
  const parsed = rsaKey.safeParse(value);
  if (!parsed.success) return [];
  const { kid, n, e, endorsements } = parsed.data;
  try {
    return [[kid, { key: createPublicKey({ key: { kty: 'RSA', n, e }, format: 'jwk' }), endorsements }]];
  } catch {
    return [];
  }
}
