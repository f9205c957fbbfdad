import { parse } from 'tldts';

const HOST_ONLY = { extractHostname: false, validateHostname: false, detectIp: false, mixedInputs: false };

/** RFC 6761 keeps `.example` for documentation: not in the public suffix list, but meant as a domain where it is written. */
const RESERVED = 'example';

const known = new Map<string, boolean>();
const MOST_KNOWN = 10_000;

/** Whether the lower-case label is a top-level domain of the public suffix list (Unicode or punycode), or `example`. */
export function isTopLevel(label: string): boolean {
  let answer = known.get(label);
  if (answer === undefined) {
    answer =
      label === RESERVED || parse(`a.${label}`, HOST_ONLY).isIcann === true || parse(label, HOST_ONLY).isIcann === true;
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(label, answer);
  }
  return answer;
}

/** Whether the lower-case host has a registrable domain: a label more than a public suffix (`a.co.uk`, not `co.uk`). */
export function isRegistrable(host: string): boolean {
  const { domain, isIcann } = parse(host, HOST_ONLY);
  return domain !== null && (isIcann === true || host.endsWith(`.${RESERVED}`));
}
