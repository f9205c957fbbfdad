import type { webApi } from '@slack/bolt';
import { z } from 'zod';
import { Failure } from '../../src/failure.ts';
import type { OpenFile } from '../../src/files/posted-file.ts';
import type { CallSlack } from './call-slack.ts';
import { slackErrorCode } from './read-failure.ts';

const shape = z.object({
  mode: z.string().optional(),
  mimetype: z.string().nullish(),
  is_external: z.boolean().optional(),
  url_private: z.string().optional(),
  url_private_download: z.string().optional(),
});

/** Milliseconds for a whole file: 100 MB at 3 Mbit/s. */
const within = 5 * 60_000;
const service = 'file download';

/**
 * Opens a file by its id. Where it lies is asked of Slack anew, never taken from a message; the token goes to hosts of
 * Slack's files alone, and to no other that one of them names: a file that may be read is there at once, and Slack leads
 * whoever may not (no scope `files:read`) to its page for signing in.
 * https://docs.slack.dev/reference/methods/files.info, https://docs.slack.dev/messaging/working-with-files
 */
export function createOpenFile(parts: {
  client: webApi.WebClient;
  call: CallSlack;
  botToken: string;
  isFileAddress: (url: URL) => boolean;
  fetch: typeof fetch;
}): OpenFile {
  const { client, call, botToken, isFileAddress, fetch } = parts;

  const addressOf = async (id: string): Promise<{ address: URL; isPage: boolean }> => {
    const { file } = await call('files.info', 'read', () => client.files.info({ file: id })).catch(
      (failure: unknown) => {
        if (lost.has(slackErrorCode(failure) ?? '')) throw new Failure('place-gone', 'files.info: no such file');
        throw failure;
      },
    );
    const { mode, mimetype, is_external, url_private, url_private_download } = shape.parse(file ?? {});
    const address = url_private_download ?? url_private ?? '';
    if (is_external || mode === 'external' || mode === 'tombstone' || !URL.canParse(address))
      throw new Failure('place-gone', 'files.info: no file of bytes', { service });
    const url = new URL(address);
    if (!isFileAddress(url)) throw new Failure('place-gone', `${service}: not a host of Slack's files`, { service });
    return { address: url, isPage: mimetype?.startsWith('text/html') === true };
  };

  return async ({ handle }) => {
    const { address, isPage } = await addressOf(handle);
    const response = await fetch(address, {
      headers: { authorization: `Bearer ${botToken}` },
      redirect: 'manual',
      signal: AbortSignal.timeout(within),
    }).catch(() => {
      throw new Failure('platform-unavailable', `${service}: no answer`, { service });
    });
    const { status, body, headers } = response;
    const isSignIn = !isPage && headers.get('content-type')?.startsWith('text/html');
    if (status !== 200 || isSignIn || !body) {
      await body?.cancel();
      throw refused(status);
    }
    const size = Number(headers.get('content-length') ?? Number.NaN);
    return { ...(Number.isSafeInteger(size) && { size }), chunks: chunksOf(body) };
  };
}

/** `missing_scope` is no such code: it is told as what it is. https://docs.slack.dev/reference/methods/files.info#errors */
const lost = new Set(['file_not_found', 'file_deleted', 'access_denied', 'not_visible', 'channel_not_found']);

function refused(status: number): Failure {
  if (status === 404 || status === 410) return new Failure('place-gone', `${service}: HTTP ${status}`, { service });
  if (status === 429 || status >= 500)
    return new Failure('platform-unavailable', `${service}: HTTP ${status}`, { service, status });
  return new Failure('platform-refused', `${service}: HTTP ${status}`, { service, status, scopes: ['files:read'] });
}

/** Whoever stops reading ends the download. */
async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch {
    throw new Failure('platform-unavailable', `${service}: it broke off`, { service });
  }
}
