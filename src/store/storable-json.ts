/** PostgreSQL's jsonb holds neither of these: the character 0, and halves of surrogate pairs. */
const clean = (text: string): string => text.toWellFormed().replaceAll('\0', '\ufffd');

/** JSON that the database takes, whatever strings people send. */
export const storableJson = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) => (typeof part === 'string' ? clean(part) : part));
