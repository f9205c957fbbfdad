import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, randomBytes } from 'node:crypto';

/** Texts that nobody reads who has the database alone. `bound`: where it lies; moved to another place it cannot be opened. */
export type Seal = Readonly<{
  /** AES-256-GCM under a key from the bot's secret, base64url. */
  seal: (text: string, bound: string) => string;
  /** Undefined when it was sealed with another secret, for another place, or was changed. */
  open: (sealed: string, bound: string) => string | undefined;
}>;

/** Bytes of the nonce and of the tag, as GCM has them (NIST SP 800-38D). */
const [nonceBytes, tagBytes] = [12, 16];

/** `purpose` gives each use a key of its own. */
export function createSeal(secret: Buffer, purpose: string): Seal {
  const key = createSecretKey(Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), `xdr-chatops ${purpose}`, 32)));
  return {
    seal: (text, bound) => {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes }).setAAD(Buffer.from(bound));
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url');
    },
    open: (sealed, bound) => {
      const bytes = Buffer.from(sealed, 'base64url');
      if (bytes.length < nonceBytes + tagBytes) return undefined;
      try {
        const nonce = bytes.subarray(0, nonceBytes);
        const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes })
          .setAAD(Buffer.from(bound))
          .setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
        const body = bytes.subarray(nonceBytes + tagBytes);
        return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
      } catch {
        return undefined;
      }
    },
  };
}
