import { setTimeout as pause } from 'node:timers/promises';
import type { webApi } from '@slack/bolt';
import type { CardFile } from '../../src/cards/file.ts';
import type { Picture } from '../../src/cards/picture.ts';
import { Failure } from '../../src/failure.ts';
import type { CallSlack } from './call-slack.ts';
import { limits } from './limits.ts';
import type { IsSlackAddress } from './slack-address.ts';

/** Puts a picture where Slack keeps files, for the bot alone until a message shows it. Resolves with the file's id; rejects with a Failure. */
export type SendFile = (picture: Picture) => Promise<string>;

/** A conversation (`C…`, `G…`, `D…`: Slack takes no person here), and the first message of a thread in it. */
export type Into = Readonly<{ channel: string; thread: string | undefined }>;

/** Puts a file into a conversation as a message of its own. Resolves with the file's id; rejects with a Failure. */
export type ShareFile = (file: CardFile, into: Into) => Promise<string>;

/** Milliseconds that an upload may take: what is there always, and a second more for every so many bytes. */
const uploadWithin = (bytes: number): number => 10_000 + Math.ceil(bytes / 100);
/** Milliseconds between looks whether Slack has worked the file up: until then no message can show it. */
const looks = [200, 300, 500, 1_000, 1_500, 2_000];

type Upload = Readonly<{ name: string; title: string; bytes: Uint8Array }>;

/**
 * The three steps of an upload, and the fourth that Slack does by itself: a file that is not worked up yet has no
 * `mimetype`, and a block with it is refused as `invalid_blocks` (slackapi/python-slack-sdk#1521, bolt-python#1304). A
 * message that shares a file waits for that by itself.
 * https://docs.slack.dev/messaging/working-with-files#uploading_files
 */
export function createFiles(parts: {
  client: webApi.WebClient;
  call: CallSlack;
  fetch: typeof fetch;
  isSlackAddress: IsSlackAddress;
  sleep?: (ms: number) => Promise<unknown>;
}): Readonly<{ sendPicture: SendFile; shareFile: ShareFile }> {
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
        signal: AbortSignal.timeout(uploadWithin(bytes.length)),
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

  /** All but the last step: what was not completed is seen by nobody, and Slack forgets it. */
  const begin = async ({ name, bytes }: Upload): Promise<string> => {
    const { upload_url: address = '', file_id: id = '' } = await call('files.getUploadURLExternal', 'read', () =>
      client.files.getUploadURLExternal({ filename: name, length: bytes.length }),
    );
    await call('file upload', 'now', () => upload(address, bytes));
    return id;
  };

  const complete = (id: string, { title }: Upload, into?: Into) => {
    const thread = into?.thread === undefined ? {} : { thread_ts: into.thread };
    return call('files.completeUploadExternal', 'write', () =>
      client.files.completeUploadExternal({
        files: [{ id, title: title.slice(0, limits.fileTitle) }],
        ...(into && { channel_id: into.channel, ...thread }),
      }),
    );
  };

  return {
    sendPicture: async ({ title, png }) => {
      const name = `${title.toLowerCase().replace(/[^a-z]+.*/, '') || 'picture'}.png`;
      const picture = { name, title, bytes: png };
      const id = await begin(picture);
      await complete(id, picture);
      for (const wait of looks) {
        await sleep(wait);
        // Without an answer it is tried: what Slack refuses is sent again without the picture.
        if (await isWorkedUp(id).catch(() => false)) return id;
      }
      return id;
    },
    shareFile: async ({ name, bytes }, into) => {
      const file = { name, title: name, bytes };
      const id = await begin(file);
      await complete(id, file, into);
      return id;
    },
  };
}
