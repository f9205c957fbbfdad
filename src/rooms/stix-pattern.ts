/** A string in a STIX pattern (grammar: StringLiteral): in single quotes, with backslashes and quotes escaped. */
export const patternString = (value: string): string => `'${value.replace(/[\\']/g, '\\$&')}'`;

/** `ipv4-addr:value = '198.51.100.7'`. */
export const comparison = (type: string, path: string, value: string): string =>
  `${type}:${path} = ${patternString(value)}`;
