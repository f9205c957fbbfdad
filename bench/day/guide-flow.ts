import { createSimulatedXdr } from '../../demo/xdr/create-simulated-xdr.ts';
import { inspectText } from '../../demo/xdr/inspect.ts';
import { serveSimulatedXdr } from '../../demo/xdr/serve-simulated-xdr.ts';
import type { DayEvent } from './day.ts';

/** Calls of the flow, and how many of them a real client made. */
export type Guide = Readonly<{ inspect: number; observe: number; together: number; sampled: number; seconds: number }>;

/**
 * The flow of Cisco's API guide, as a client of the simulated XDR: Inspect for every message, then observe for what it
 * found (none when it found nothing), one after the other, nothing remembered. A real client goes through every
 * `each`-th message; for the others its calls are counted without making them, since they depend on the text alone, which
 * the sample confirms.
 */
export async function guideFlow(events: readonly DayEvent[], each = 20): Promise<Guide> {
  const began = performance.now();
  const xdr = createSimulatedXdr({ rateLimit: Number.POSITIVE_INFINITY });
  const { url, close } = await serveSimulatedXdr({ xdr });
  const { id, password } = xdr.client('reader');
  const token = await fetch(`${url}/iroh/oauth2/token`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${btoa(`${id}:${password}`)}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: 'grant_type=client_credentials',
  });
  const { access_token } = (await token.json()) as { access_token: string };
  const ask = async (path: string, body: object): Promise<unknown> => {
    const answer = await fetch(`${url}/iroh/${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`the simulated XDR answered ${answer.status} to ${path}`);
    return answer.json();
  };
  const written = events.filter(({ kind }) => kind !== 'deletion');
  const expected = (some: readonly DayEvent[]) => some.filter(({ text }) => inspectText(text).length > 0).length;
  const sample = written.filter((_, n) => n % each === 0);
  try {
    for (const { text } of sample) {
      const found = (await ask('iroh-inspect/inspect', { content: text })) as readonly object[];
      if (found.length > 0) await ask('iroh-enrich/observe/observables', found);
    }
    if (xdr.calls.count('observe') !== expected(sample)) throw new Error('the sample does not confirm the count');
  } finally {
    await close();
  }
  const observe = expected(written);
  const seconds = (performance.now() - began) / 1000;
  return { inspect: written.length, observe, together: written.length + observe, sampled: sample.length, seconds };
}
