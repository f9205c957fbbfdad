import { Failure } from '../failure.ts';
import type { FileContent } from '../files/posted-file.ts';
import type { Log } from '../log.ts';
import type { HttpAnswer, Send } from '../xdr/http.ts';
import { NotConnected } from '../xdr/http.ts';
import { readJson } from '../xdr/read-json.ts';
import { largestFile, multipart, TooLargeToSend } from './multipart.ts';
import type { Pace } from './pace.ts';
import { failureOfThreatGrid, unwrap, withoutKey } from './read-answer.ts';

/** What is submitted: an address, or a file as it is read. */
export type ToSubmit = Readonly<{ fields: Readonly<Record<string, string>> }> &
  Readonly<{ file?: Readonly<{ name: string; content: FileContent }> }>;

/** What became of it; it is never sent twice. `not-sent`: Threat Grid has certainly not taken it. */
export type SubmitOutcome =
  | Readonly<{ outcome: 'taken'; data: unknown }>
  | Readonly<{ outcome: 'not-sent' | 'unknown'; failure: Failure }>;

/** Submits once. Never rejects. */
export type Submit = (what: ToSubmit, onRequest?: () => void) => Promise<SubmitOutcome>;

const service = 'threat-grid submit';

/**
 * `POST /api/v2/samples` (dossier §9.2), over a connection of its own, past the circuit, with the key in the form and not
 * in the address. A form that was not wholly sent was not taken; nor was one that is refused with a 4xx, which comes before
 * any work (408 says nothing).
 */
export function createSubmit({
  key,
  origin,
  timeoutMs,
  send,
  pace,
  log,
  now,
}: {
  key: string;
  origin: string;
  /** For all of it, milliseconds. */
  timeoutMs: number;
  send: Send;
  pace: Pace;
  log: Log;
  now: () => number;
}): Submit {
  return async ({ fields, file }, onRequest = () => {}) => {
    const size = file?.content.size;
    if (size !== undefined && size > largestFile) return notSent(tooLarge());
    const form = multipart({ ...fields, api_key: key }, file && { field: 'sample', ...file });
    let tooMuch = false;
    const chunks = noting(form.chunks, (error) => {
      tooMuch = error instanceof TooLargeToSend;
    });
    try {
      await pace.take('response');
      onRequest();
      const said = await send({
        service,
        method: 'POST',
        url: `${origin}/api/v2/samples`,
        headers: {
          'Content-Type': form.contentType,
          ...(form.length === undefined ? {} : { 'Content-Length': String(form.length) }),
        },
        body: chunks,
        timeoutMs,
        alone: true,
      });
      const answer = withoutKey(said, key);
      log.debug({ service, status: answer.status }, 'asked Threat Grid');
      return await outcomeOf(answer);
    } catch (error) {
      const failure = error instanceof Failure ? error : new Failure('malformed', `${service}: a fault of the bot`);
      if (tooMuch) return notSent(tooLarge());
      const isSure = failure instanceof NotConnected || !form.isWhole();
      return isSure ? notSent(failure) : { outcome: 'unknown', failure };
    } finally {
      // Not waited for: a source that hangs would hold us.
      void file?.content.chunks[Symbol.asyncIterator]()
        .return?.()
        .catch(() => {});
    }
  };

  async function outcomeOf(answer: HttpAnswer): Promise<SubmitOutcome> {
    const { status, body } = answer;
    if (status === 200 || status === 201 || status === 202) {
      try {
        return { outcome: 'taken', data: unwrap(readJson(body, { service, status }), service) };
      } catch (error) {
        return { outcome: 'unknown', failure: error as Failure };
      }
    }
    const failure = failureOfThreatGrid(answer, { service, key, now: now() });
    if (failure.kind === 'rate-limited' && failure.facts.retryAt) await pace.pausedUntil(failure.facts.retryAt);
    return status >= 400 && status < 500 && status !== 408 ? notSent(failure) : { outcome: 'unknown', failure };
  }
}

const notSent = (failure: Failure): SubmitOutcome => ({ outcome: 'not-sent', failure });

const tooLarge = () => new Failure('too-large', `${service}: the file is larger than 100 MB`, { service });

/** Tells of the error that ends an iteration: on its way through the request it loses its kind. */
async function* noting<Item>(items: AsyncIterable<Item>, onError: (error: unknown) => void): AsyncGenerator<Item> {
  try {
    yield* items;
  } catch (error) {
    onError(error);
    throw error;
  }
}
