import { type KeyObject, verify } from 'node:crypto';
import { z } from 'zod';

/** A token as it was sent; nothing of it is proven. `exp` and `nbf` are seconds since the epoch. */
export type Token = Readonly<{
  algorithm: keyof typeof hashes;
  keyId: string;
  claims: Readonly<{ iss: string; aud: string; serviceurl: string; exp: number; nbf?: number | undefined }>;
  signed: string;
  signature: Buffer;
}>;

/** Only what Microsoft signs with. No other: `none` signs nothing, and HS256 would make the public key a shared secret. */
const hashes = { RS256: 'sha256', RS384: 'sha384', RS512: 'sha512' } as const;

const header = z.object({
  alg: z.enum(['RS256', 'RS384', 'RS512']),
  kid: z.string().min(1),
  crit: z.never().optional(),
});
const claims = z.object({
  iss: z.string(),
  aud: z.string(),
  serviceurl: z.string().min(1),
  exp: z.number(),
  nbf: z.number().optional(),
});

/** The token of an `Authorization` header; undefined when there is none, or none that could ever be accepted. */
export function readToken(authorization: string | undefined): Token | undefined {
  const parts = /^Bearer ([\w-]+)\.([\w-]+)\.([\w-]+)$/.exec(authorization ?? '');
  if (!parts) return undefined;
  const [, head, body, signature] = parts as unknown as [string, string, string, string];
  const about = header.safeParse(decode(head));
  const said = claims.safeParse(decode(body));
  if (!about.success || !said.success) return undefined;
  return {
    algorithm: about.data.alg,
    keyId: about.data.kid,
    claims: said.data,
    signed: `${head}.${body}`,
    signature: Buffer.from(signature, 'base64url'),
  };
}

/** True when the owner of the key has signed the token (RSASSA-PKCS1-v1_5). */
export const isSigned = ({ algorithm, signed, signature }: Token, key: KeyObject): boolean =>
  verify(hashes[algorithm], Buffer.from(signed), key, signature);

function decode(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString());
  } catch {
    return undefined;
  }
}
