import { Failure } from '../failure.ts';

/**
 * How many brackets and commas are read. XDR's documents have one in about 35 bytes, so the largest answer of that kind
 * just passes; sixteen megabytes of nothing but brackets would take seconds to parse and a gigabyte to hold.
 */
const mostMarks = 500_000;

/** The JSON of an answer. Throws Failure `malformed`, or `too-large` for one that is more structure than content. */
export function readJson(body: string, { service, status }: { service: string; status: number }): unknown {
  if (hasTooManyMarks(body))
    throw new Failure('too-large', `${service}: the answer has too many parts`, { service, status });
  try {
    return JSON.parse(body);
  } catch {
    throw new Failure('malformed', `${service}: the answer is no JSON, or cut off`, { service, status });
  }
}

const comma = 0x2c;
const bracket = 0x5b;
const brace = 0x7b;

function hasTooManyMarks(body: string): boolean {
  if (body.length <= mostMarks) return false;
  let marks = 0;
  for (let i = 0; i < body.length && marks <= mostMarks; i += 1) {
    const code = body.charCodeAt(i);
    if (code === comma || code === bracket || code === brace) marks += 1;
  }
  return marks > mostMarks;
}
