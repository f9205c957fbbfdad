import type { Observable } from '../../src/observables/observable.ts';

/** First small version: what Inspect finds in free text. */
export function inspectText(content: string): Observable[] {
  const found = new Map<string, Observable>();
  const patterns: readonly (readonly [string, RegExp])[] = [
    ['url', /\bhttps?:\/\/[^\s<>"']+/gi],
    ['email', /\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b/g],
    ['sha256', /\b[0-9a-f]{64}\b/gi],
    ['sha1', /\b[0-9a-f]{40}\b/gi],
    ['md5', /\b[0-9a-f]{32}\b/gi],
    ['mac_address', /\b(?:[0-9a-f]{2}:){5}[0-9a-f]{2}\b/gi],
    ['ip', /\b(?:\d{1,3}\.){3}\d{1,3}\b/g],
    ['domain', /\b(?:[a-z0-9-]+\.)+[a-z]{2,}\b/gi],
  ];
  for (const [type, pattern] of patterns) {
    for (const [value] of content.matchAll(pattern)) found.set(`${type} ${value}`, { type, value });
  }
  return [...found.values()];
}
