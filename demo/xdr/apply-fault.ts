import { HttpResponse } from 'msw';
import type { Fault } from './fault.ts';
import { wait } from './wait.ts';

/**
 * What a call that meets this fault gets. A reset is msw's network error, which the HTTP server turns into a real reset
 * of the socket; a hang ends so when faults are cleared or the caller goes.
 */
export async function applyFault(
  fault: Fault,
  respond: () => Promise<Response>,
  cleared: () => Promise<void>,
  signal: AbortSignal,
): Promise<Response> {
  switch (fault.kind) {
    case 'answer':
      return new HttpResponse(fault.body, { status: fault.status, headers: fault.headers });
    case 'reset':
      return HttpResponse.error();
    case 'hang':
      await Promise.race([cleared(), new Promise((resolve) => signal.addEventListener('abort', resolve))]);
      return HttpResponse.error();
    case 'huge-body':
      return rebodied(await respond(), huge(fault.bytes));
    case 'truncated': {
      const response = await respond();
      const bytes = await bytesOf(response);
      return rebodied(response, [bytes.subarray(0, half(bytes))]);
    }
    case 'slow-body':
    case 'broken-body': {
      const response = await respond();
      const bytes = await bytesOf(response);
      return rebodied(response, inHalves(bytes, fault, signal));
    }
  }
}

async function* inHalves(bytes: Uint8Array, fault: Fault, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  yield bytes.subarray(0, half(bytes));
  if (fault.kind !== 'slow-body') throw new Error('simulated end in the middle of the body');
  await wait(fault.ms, signal);
  yield bytes.subarray(half(bytes));
}

function* huge(atLeast: number): Generator<Uint8Array> {
  const encode = new TextEncoder();
  const chunk = encode.encode(' '.repeat(1024 * 1024));
  yield encode.encode('[');
  for (let sent = 0; sent < atLeast; sent += chunk.length) yield chunk;
  yield encode.encode(']');
}

function rebodied(response: Response, chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Response {
  const headers = new Headers(response.headers);
  headers.delete('content-length');
  return new HttpResponse(ReadableStream.from(chunks) as ReadableStream<Uint8Array<ArrayBuffer>>, {
    status: response.status,
    headers,
  });
}

async function bytesOf(response: Response): Promise<Uint8Array> {
  return new Uint8Array(await response.arrayBuffer());
}

function half(bytes: Uint8Array): number {
  return Math.max(1, Math.floor(bytes.length / 2));
}
