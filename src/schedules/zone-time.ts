/** Times of the clock on the wall in a time zone, by what the runtime knows of zones (IANA); no table of our own. */

const formats = new Map<string, Intl.DateTimeFormat>();
/** People name zones freely, in any spelling: what is remembered of them is bounded. */
const mostFormats = 500;

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-u-ca-iso8601-nu-latn', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  if (formats.size >= mostFormats) formats.clear();
  formats.set(zone, made);
  return made;
}

/** The zone as it is written in the list of zones (`europe/prague` → `Europe/Prague`); undefined when there is none. */
export function zoneNamed(given: string): string | undefined {
  if (!/^[a-z][a-z0-9_+/-]{0,60}$/i.test(given)) return undefined; // offsets such as +02:00 know no summer
  try {
    formatOf(given);
  } catch {
    return undefined;
  }
  const lower = given.toLowerCase();
  return (
    Intl.supportedValuesOf('timeZone').find((one) => one.toLowerCase() === lower) ?? (lower === 'utc' ? 'UTC' : given)
  );
}

/** The zone of a place that is written without its continent (`prague`, `new york`); undefined when there is none. */
export function zoneNear(given: string): string | undefined {
  const place = given.toLowerCase().replace(/[\s-]+/g, '_');
  return place === ''
    ? undefined
    : Intl.supportedValuesOf('timeZone').find((one) => one.toLowerCase().endsWith(`/${place}`));
}

/** What the clock shows at that time (milliseconds since the epoch), written as if it were UTC, in whole seconds. */
export function wallAt(zone: string, at: number): number {
  const parts = new Map(
    formatOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0;
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
}

const day = 24 * 60 * 60_000;
const second = 1000;

/** How far the clock is ahead of UTC at that time, milliseconds. */
const aheadAt = (zone: string, at: number): number => wallAt(zone, at) - Math.floor(at / second) * second;

/**
 * When the clock shows this (`wall`, written as if it were UTC): the first time where it shows it twice, and the moment
 * after the gap where it never shows it. Milliseconds since the epoch.
 */
export function whenWallShows(zone: string, wall: number): number {
  // However far the zone is from UTC, the time is within a day of `wall`.
  const [before, after] = [aheadAt(zone, wall - day), aheadAt(zone, wall + day)];
  const shown = [...new Set([wall - before, wall - after])].filter((at) => wallAt(zone, at) === wall);
  return shown.length > 0 ? Math.min(...shown) : changeBetween(zone, wall - day, wall + day);
}

/** The second at which the zone's clock is changed. */
function changeBetween(zone: string, from: number, until: number): number {
  const before = aheadAt(zone, from);
  let [low, high] = [Math.floor(from / second), Math.ceil(until / second)];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (aheadAt(zone, middle * second) === before) low = middle;
    else high = middle;
  }
  return high * second;
}
