import { z } from 'zod';
import { createHttp, type ProxySettings, type Send } from './http.ts';
import { originsOf, type Region, regions } from './regions.ts';

/** A cloud as Cisco's list names it. `region` is undefined for one that this version has no name for. */
export type Cloud = Readonly<{ name: string; region: Region | undefined; visibility: string }>;

/** Where the list came from; `built-in` when Cisco's could not be read. */
export type Clouds = Readonly<{ clouds: readonly Cloud[]; from: 'clouds.json' | 'built-in' }>;

/** Cisco's labels, used when its list cannot be had. */
const labels: Readonly<Record<Region, string>> = { us: 'North America', eu: 'Europe', apjc: 'Asia' };

const shape = z.record(z.string().min(1).max(100), z.unknown());
const cloudShape = z.object({
  'iroh-services': z.url({ protocol: /^https?$/ }).transform((address) => new URL(address).origin),
});

/**
 * The regions to choose from at set-up: `GET /clouds.json` of the us cloud (or of `origin`), no authentication. An
 * object keyed by display name, of which only `iroh-services` is documented. Never rejects: the built-in table stands in.
 */
export async function readClouds(parts: {
  timeoutMs: number;
  origin?: string;
  proxy?: ProxySettings;
}): Promise<Clouds> {
  const { send, close } = createHttp(parts.proxy);
  try {
    const clouds = await fetchClouds(send, parts.origin ?? originsOf('us').visibility, parts.timeoutMs);
    return clouds.length > 0 ? { clouds, from: 'clouds.json' } : builtIn();
  } catch {
    return builtIn();
  } finally {
    close();
  }
}

async function fetchClouds(send: Send, origin: string, timeoutMs: number): Promise<Cloud[]> {
  const url = `${origin}/clouds.json`;
  const { status, body } = await send({ service: 'clouds', method: 'GET', url, headers: {}, timeoutMs });
  if (status !== 200) return [];
  return Object.entries(shape.parse(JSON.parse(body))).flatMap(([name, value]) => {
    const cloud = cloudShape.safeParse(value);
    if (!cloud.success) return [];
    const visibility = cloud.data['iroh-services'];
    return [{ name, visibility, region: regions.find((region) => originsOf(region).visibility === visibility) }];
  });
}

const builtIn = (): Clouds => ({
  clouds: regions.map((region) => ({ name: labels[region], region, visibility: originsOf(region).visibility })),
  from: 'built-in',
});
