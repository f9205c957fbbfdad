/** Fields that a client may send (NewJudgement); the store sets the others itself, and takes an `id` from nobody. */
const FIELDS = new Set(
  `type observable disposition disposition_name priority confidence severity source source_uri reason reason_uri tlp
  timestamp valid_time external_ids external_references language revision authorized_users authorized_groups`.split(
    /\s+/,
  ),
);
const NEEDED = ['observable', 'source', 'priority', 'severity', 'confidence'];
const NAMES = ['Clean', 'Malicious', 'Suspicious', 'Common', 'Unknown'];
const SEVERITIES = ['Info', 'Low', 'Medium', 'High', 'Critical', 'None', 'Unknown'];
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;

/** The first field of a new judgement that the store would not take; undefined when there is none. */
export function wrongInJudgement(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return 'body';
  const fields = body as Record<string, unknown>;
  const strange = Object.keys(fields).find((name) => !FIELDS.has(name));
  if (strange) return strange;
  const { disposition, disposition_name: name, priority, severity, confidence, tlp, valid_time: time } = fields;
  const { type, value } = (fields['observable'] ?? {}) as Record<string, unknown>;
  const missing = NEEDED.find((each) => fields[each] === undefined);
  if (missing) return missing;
  if (typeof type !== 'string' || typeof value !== 'string' || value === '') return 'observable';
  if (disposition !== undefined && ![1, 2, 3, 4, 5].includes(disposition as number)) return 'disposition';
  if (name !== undefined && !NAMES.includes(name as string)) return 'disposition_name';
  if (disposition !== undefined && name !== undefined && NAMES[Number(disposition) - 1] !== name)
    return 'disposition_name';
  if (typeof priority !== 'number' || !Number.isInteger(priority) || priority < 0 || priority > 100) return 'priority';
  if (!SEVERITIES.includes(severity as string)) return 'severity';
  if (confidence === 'Critical' || !SEVERITIES.includes(confidence as string)) return 'confidence';
  if (tlp !== undefined && !['white', 'green', 'amber', 'red'].includes(tlp as string)) return 'tlp';
  const tooLong = (field: string, most: number) =>
    fields[field] !== undefined && (typeof fields[field] !== 'string' || (fields[field] as string).length > most);
  const long =
    (['reason', 'source'] as const).find((field) => tooLong(field, 1024)) ??
    (tooLong('source_uri', 2048) ? 'source_uri' : undefined);
  if (long) return long;
  return time === undefined || isSpan(time) ? undefined : 'valid_time';
}

const isSpan = (time: unknown): boolean =>
  typeof time === 'object' &&
  time !== null &&
  Object.entries(time).every(
    ([name, value]) => (name === 'start_time' || name === 'end_time') && typeof value === 'string' && TIME.test(value),
  );
