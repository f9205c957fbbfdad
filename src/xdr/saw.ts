import { Failure } from '../failure.ts';
import type { Observable } from '../observables/observable.ts';
import type { HttpAnswer } from './http.ts';
import { incidentIdIn, mostFound } from './incident-documents.ts';

/** Longest path that is sent, characters: servers refuse longer ones by their own limits. */
export const longestPath = 4_000;

/** Which incidents saw an observable (CTIA `…/sightings/incidents`, by way of its sightings' relationships). */
export const sawPath = (observable: Observable): string =>
  `${pathOf(observable, 'sightings/incidents')}?limit=${mostFound}`;

/**
 * What a store knows of an observable; the value is one part of the path. Throws Failure `bad-request` for what cannot be
 * one.
 */
export function pathOf({ type, value }: Observable, what: string): string {
  const path = `/ctia/${encodeURIComponent(type)}/${encodeURIComponent(value.toWellFormed())}/${what}`;
  // Dots alone would lead elsewhere.
  if ([type, value].some((part) => /^\.{0,2}$/.test(part)) || path.length > longestPath)
    throw new Failure('bad-request', 'sightings: no path names this observable', { service: 'sightings' });
  return path;
}

/** Reads ids, which are addresses, without repeats; what is no incident's is left out. Throws `malformed` for no list. */
export function readIncidentIds(json: unknown): string[] {
  if (!Array.isArray(json)) throw new Failure('malformed', 'sightings: no list', { service: 'sightings', status: 200 });
  const ids = json.slice(0, mostFound).flatMap((each) => (typeof each === 'string' ? (incidentIdIn(each) ?? []) : []));
  return [...new Set(ids)];
}

/** How many a search found in all. */
export const totalIn = (headers: HttpAnswer['headers']): number | undefined =>
  /^\d{1,9}$/.test(headers['x-total-hits'] ?? '') ? Number(headers['x-total-hits']) : undefined;
