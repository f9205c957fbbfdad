import { createHash } from 'node:crypto';
import type { ActionRequest } from './action-request.ts';
import type { Given } from './response-action.ts';

/** By which requests for the same are found: the action, and what was given for its inputs. */
export type Same = Pick<ActionRequest, 'action' | 'given'>;

/**
 * The same for the same action about the same observable, with the same given for its inputs (secret ones not counted): its
 * url names action and observable, in whatever order and escaping. An answer to a task and a submission are the same whatever
 * was given.
 */
export function flightOf(url: string, given: Given = {}): string {
  const { pathname, searchParams } = new URL(url, 'https://xdr.invalid');
  const parameters = [...searchParams].map((one) => JSON.stringify(one)).sort();
  const inputs = (isOne.test(pathname) ? [] : Object.entries(given))
    .map(([name, value]) => JSON.stringify([name, value]))
    .sort();
  return createHash('sha256')
    .update(JSON.stringify([decoded(pathname), parameters, ...(inputs.length > 0 ? [inputs] : [])]))
    .digest('base64url');
}

/** A task is answered once, and a sample submitted once, with whatever words: two of them are never under way. */
const isOne = /^\/(?:workflow\/task|sandbox)\//;

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

export const flightOfSame = ({ action, given }: Same): string => flightOf(action.url, given);
