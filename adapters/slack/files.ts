import { setTimeout as pause } from 'node:timers/promises';
import type { webApi } from '@slack/bolt';
import type { Picture } from '../../src/cards/picture.ts';
import { Failure } from '../../src/failure.ts';
import type { CallSlack } from './call-slack.ts';
import { limits } from './limits.ts';
import type { IsSlackAddress } from './slack-address.ts';

/** Puts a picture where Slack keeps files, for the bot alone until a message shows it. Resolves with the file's id; rejects with a Failure. */
export type SendFile = (picture: Picture) => Promise<string>;

const uploadWithin = 10_000;
/** Milliseconds between looks whether Slack has worked the file up: until then no message can show it. */
const looks = [200, 300, 500, 1_000, 1_500, 2_000];

/**
 * The three steps of an upload, and the fourth that Slack does by itself: a file that is not worked up yet has no
 * `mimetype`, and a block with it is refused as `invalid_blocks` (slackapi/python-slack-sdk#1521, bolt-python#1304).
 * https://docs.slack.dev/messaging/working-with-files#uploading_files
 */
export function createSendFile(parts: {
  client: webApi.WebClient;
  call: CallSlack;
  fetch: typeof fetch;
  isSlackAddress: IsSlackAddress;
  sleep?: (ms: number) => Promise<unknown>;
}): SendFile {
  const { client, call, sleep = pause } = parts;

  const upload = async (address: string, bytes: Uint8Array): Promise<void> => {
    const service = 'file upload';
    if (!URL.canParse(address) || !parts.isSlackAddress(new URL(address)))
      throw new Failure('platform-refused', `${service}: not an address of Slack`, { service });
    const response = await parts
      .fetch(address, {
        method: 'POST',
        headers: { 'content-type': 'application/octet-stream' },
        body: Uint8Array.from(bytes), // a copy of its own: what is sent must not change under way
        redirect: 'error',
        signal: AbortSignal.timeout(uploadWithin),
      })
      .catch((cause: unknown) => {
        throw new Failure('platform-unavailable', `${service}: no answer`, { service, cause });
      });
    await response.body?.cancel();
    const { ok, status } = response;
    if (!ok) throw new Failure('platform-unavailable', `${service}: HTTP ${status}`, { service, status });
  };

  const isWorkedUp = async (file: string): Promise<boolean> => {
    const { file: known } = await call('files.info', 'now', () => client.files.info({ file }));
    return Boolean(known?.mimetype);
  };

  return async ({ title, png }) => {
    const { upload_url: address = '', file_id: id = '' } = await call('files.getUploadURLExternal', 'read', () =>
      client.files.getUploadURLExternal({
        filename: `${title.toLowerCase().replace(/[^a-z]+.*/, '') || 'picture'}.png`,
        length: png.length,
      }),
    );
    await call('file upload', 'now', () => upload(address, png));
    await call('files.completeUploadExternal', 'write', () =>
      client.files.completeUploadExternal({ files: [{ id, title: title.slice(0, limits.fileTitle) }] }),
    );
    for (const wait of looks) {
      await sleep(wait);
      // Without an answer it is tried: what Slack refuses is sent again without the picture.
      if (await isWorkedUp(id).catch(() => false)) return id;
    }
    return id;
  };
}
