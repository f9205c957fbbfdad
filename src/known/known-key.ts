import { hash } from 'node:crypto';

/** The key under which something is known: a hash of what was asked (43 characters), however long that is. */
export const knownKey = (...asked: readonly unknown[]): string => hash('sha256', JSON.stringify(asked), 'base64url');
