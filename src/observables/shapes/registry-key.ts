const HIVE = /^(?:HKLM|HKCU|HKCR|HKU|HKCC|HKEY_(?:LOCAL_MACHINE|CURRENT_USER|CLASSES_ROOT|USERS|CURRENT_CONFIG))$/i;

/** Whether the word names a hive of the Windows registry. */
export function isHive(word: string): boolean {
  return word.length >= 3 && word.length <= 19 && HIVE.test(word);
}

/** Characters that end a key wherever they stand. */
const KEY_END = /["'<>|,;\t`]| {2}/;
const LONGEST_KEY = 512;

/**
 * Where the registry key that starts at `start` ends. A space is part of the key only if a backslash still follows
 * (`Windows NT\CurrentVersion`); the last part ends at the first space.
 */
export function endOfRegistryKey(text: string, start: number): number {
  let end = Math.min(text.length, start + LONGEST_KEY);
  const border = text.slice(start, end).search(KEY_END);
  if (border >= 0) end = start + border;
  const lastPart = text.lastIndexOf('\\', end - 1) + 1;
  const space = text.indexOf(' ', lastPart);
  if (space >= lastPart && space < end) end = space;
  while (end > start && /[.:)\]!?\\]/.test(text[end - 1]!)) end--;
  return end;
}
