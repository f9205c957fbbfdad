import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** Makes short texts unreadable to whoever has the database and not the secret, and readable again. */
export type Seal = Readonly<{
  seal: (text: string) => string;
  /** Undefined for what was not sealed with this secret, or was changed. */
  unseal: (sealed: string) => string | undefined;
}>;

const [nonceLength, tagLength] = [12, 16];

/** AES-256-GCM under a key of its own for each purpose. A new nonce each time: what is sealed twice looks different. */
export function createSeal(secret: Buffer, purpose: string): Seal {
  const key = Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), `seal\n${purpose}`, 32));
  return {
    seal: (text) => {
      const nonce = randomBytes(nonceLength);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url');
    },
    unseal: (sealed) => {
      const bytes = Buffer.from(sealed, 'base64url');
      if (bytes.length < nonceLength + tagLength) return undefined;
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceLength));
      decipher.setAuthTag(bytes.subarray(nonceLength, nonceLength + tagLength));
      try {
        return `${decipher.update(bytes.subarray(nonceLength + tagLength), undefined, 'utf8')}${decipher.final('utf8')}`;
      } catch {
        return undefined;
      }
    },
  };
}
