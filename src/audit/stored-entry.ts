import { z } from 'zod';
import type { AuditEntry, AuditEvent } from './audit-entry.ts';
import { eventWords } from './event-words.ts';

/** An entry as it is stored: with the version of its form and its time (ISO 8601, milliseconds, UTC). */
export type StoredEntry = Readonly<{ version: 1; at: string }> & AuditEntry;

/**
 * The text that is stored and over which the MAC is made. JSON writes the character 0 and halves of surrogate pairs as
 * escapes, so that every string survives the database to the byte.
 */
export const entryText = (entry: AuditEntry, at: string): string => JSON.stringify({ version: 1, at, ...entry });

/** Whether a text of ours has this time, given in microseconds as the database writes it (`2026-03-01T09:15:00.123000`). */
export const isOfTime = (text: string, at: string): boolean =>
  at.endsWith('000') && text.startsWith(`{"version":1,"at":"${at.slice(0, -3)}Z"`);

/** All of them: an event that could not be read again would be told as nonsense. */
export const auditEvents: readonly AuditEvent[] = Object.keys(eventWords) as AuditEvent[];

const platform = z.enum(['slack', 'teams', 'terminal']);
const storedShape = z.object({
  version: z.literal(1),
  at: z.iso.datetime({ precision: 3 }),
  event: z.enum(auditEvents),
  by: z
    .object({ platform, workspace: z.string(), id: z.string(), name: z.string().optional(), human: z.string() })
    .optional(),
  place: z.object({ platform, workspace: z.string(), channel: z.string(), thread: z.string().optional() }).optional(),
  request: z.string().optional(),
  observable: z.object({ type: z.string(), value: z.string() }).optional(),
  action: z
    .object({ id: z.string(), title: z.string(), module: z.string(), moduleId: z.string(), url: z.string() })
    .optional(),
  reason: z.string().optional(),
  outcome: z.string().optional(),
  client: z.string().optional(),
  dryRun: z.literal(true).optional(),
  reference: z.string().optional(),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
});

/** Reads a stored entry; undefined when somebody wrote what is none: nobody has verified it yet. */
export function readEntry(text: string): StoredEntry | undefined {
  const found = parsed(text);
  // Not what the shape gives back: it leaves out what it does not know, and names such as `__proto__`.
  return storedShape.safeParse(found).success ? (found as StoredEntry) : undefined;
}

/** Undefined for what is no JSON. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
