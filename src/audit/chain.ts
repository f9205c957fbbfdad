import { createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';

/** A row of the chain, named by its number (from 1, without gaps) and its MAC. `seq` 0 with an empty MAC: before the first. */
export type Link = Readonly<{ seq: number; mac: string }>;

export type Head = Link & Readonly<{ seal: string }>;

export const beforeFirst: Link = { seq: 0, mac: '' };

/**
 * The key of the audit's MACs, 32 bytes, from CHATOPS_SECRET: who reads the database has neither. An object, since OpenSSL
 * prepares plain bytes anew for every MAC, which takes seven times as long as the MAC.
 */
export const auditKey = (secret: Buffer): KeyObject =>
  createSecretKey(Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), 'xdr-chatops audit', 32)));

const mac = (key: KeyObject, ...lines: (string | number)[]): string =>
  createHmac('sha256', key).update(lines.join('\n')).digest('base64url');

/**
 * HMAC-SHA-256 (base64url, 43 characters) over a row and the one before. A number and a MAC hold no line end, and the entry
 * comes last, so no other row has the same bytes.
 */
export const rowMac = (key: KeyObject, previous: Link, seq: number, entry: string): string =>
  mac(key, 'row', seq, previous.mac, entry);

/** Without the key nobody can name another end of the chain: not an earlier, not a later one. */
export const sealOf = (key: KeyObject, { seq, mac: last }: Link): string => mac(key, 'head', seq, last);

/** The head that the migration makes. */
export const isUnsealed = ({ seq, mac: last, seal }: Head): boolean => seq === 0 && last === '' && seal === '';

export const sealHolds = (key: KeyObject, head: Head): boolean => head.seal === sealOf(key, head);
