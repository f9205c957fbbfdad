import { Failure } from '../failure.ts';

const untrusted = 'nobody known signed its certificate; name who did with sslrootcert=<file>';

/**
 * What an operator can do something about, by SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html) or
 * the code of Node's errors of connections.
 */
const words: Readonly<Record<string, string>> = {
  '25006': 'it is read-only, as a standby is',
  '25P03': 'a transaction was idle for too long',
  '28000': 'it does not let this user in',
  '28P01': 'user or password is wrong',
  '3D000': 'there is no such database',
  '40P01': 'a deadlock',
  '42501': 'the user may not do this',
  '53100': 'its disk is full',
  '53200': 'it is out of memory',
  '53300': 'it takes no more connections',
  '55P03': 'a lock was not to be had in time',
  '57014': 'a statement took too long',
  '57P01': 'it is being shut down',
  '57P02': 'it crashed',
  '57P03': 'it is starting up or shutting down',
  ECONNREFUSED: 'nothing listens at that host and port',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'names of hosts cannot be looked up',
  ERR_INVALID_URL: 'that is not an address',
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host',
};

/** `its disk is full (53100)`; for a code without words, the code. */
export const inWords = (code: string): string => (words[code] ? `${words[code]} (${code})` : code);

/** The SQLSTATE with which a database refused, or the error code of a system call. */
export function codeOf(error: unknown): string | undefined {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** Refusals that the next statement will meet as well: no room, no memory, no writing, an input or output error. */
export const isLasting = (code: string): boolean => code === '25006' || /^(53|58)/.test(code);

/** A database's message may quote values, which are not for the log: only its SQLSTATE goes into ours. */
export function refused(error: unknown): unknown {
  const code = codeOf(error);
  if (error instanceof Failure || code === undefined) return error;
  const what = words[code]
    ? `the database refused a statement: ${inWords(code)}`
    : `the database refused a statement (${code})`;
  return new Failure('store-unavailable', what, { service: 'store', cause: error });
}
