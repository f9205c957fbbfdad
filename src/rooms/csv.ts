/** So that Excel reads UTF-8, which it does of no CSV without it. */
export const byteOrderMark = '\ufeff';

/** Spreadsheets take these for the beginning of a formula, the full-width ones as well (OWASP, CSV injection). */
const formula = /^[\s\p{Cf}]*[=+\-@\uff1d\uff0b\uff0d\uff20\u2212\ufe62\ufe63\ufe66\ufe6b]|^[\t\r\n]/u;

/** What no text holds, and parsers stumble over. */
const unfit = /(?![\t\r\n])\p{Cc}/gu;

/**
 * One cell: always in quotes, quotes doubled (RFC 4180). Whatever a spreadsheet could take for a formula gets an
 * apostrophe in front, which spreadsheets show and do not run: who reads such a cell by program takes it off again.
 */
export function csvCell(value: string | number): string {
  const text = String(value).toWellFormed().replace(unfit, '\ufffd');
  return `"${(formula.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
}

/** One line with its end. */
export const csvLine = (cells: readonly (string | number)[]): string => `${cells.map(csvCell).join(',')}\r\n`;
