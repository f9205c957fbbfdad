import { z } from 'zod';
import { Failure } from '../../src/failure.ts';
import type { OpenFile, PostedFile } from '../../src/files/posted-file.ts';

/** Makes an address unreadable outside of this program, and readable again. `bound`: the same for both. */
export type Sealed = Readonly<{
  seal: (text: string, bound: string) => string;
  open: (sealed: string, bound: string) => string | undefined;
}>;
const bound = 'teams';

/** A file that somebody sent: whoever has `address` may read it, for some minutes (LIKELY). */
export type SentFile = Readonly<{ name: string; address: string }>;

const download = 'application/vnd.microsoft.teams.file.download.info';
const shape = z.object({
  contentType: z.literal(download),
  name: z.string().nullish(),
  content: z.object({ downloadUrl: z.string().max(8_000) }),
});
const activity = z.object({ attachments: z.array(z.unknown()).max(100) });

/**
 * The files of an activity, which Teams gives in personal chats alone. In channels and chats there are only links to
 * SharePoint, which a bot cannot open without permissions of Microsoft Graph; pictures within a text are none.
 * https://learn.microsoft.com/microsoftteams/platform/bots/how-to/bots-filesv4#receive-files-in-personal-chat
 */
export const sentFiles = (raw: unknown): readonly SentFile[] =>
  (activity.safeParse(raw).data?.attachments ?? []).flatMap((one) => {
    const { name, content } = shape.safeParse(one).data ?? {};
    return content ? [{ name: name ?? '', address: content.downloadUrl }] : [];
  });

/** The files as the core knows them: by their sealed addresses, since whoever has one may read the file. */
export const postedFiles = (files: readonly SentFile[], { seal }: Sealed): readonly PostedFile[] =>
  files.map(({ name, address }) => ({ handle: seal(address, bound), name }));

/** SharePoint's domains of Microsoft's clouds (LIKELY, of those beside .com), and OneDrive's own. */
const domains = ['sharepoint.com', 'sharepoint.us', 'sharepoint-mil.us', 'sharepoint.cn', '1drv.com', 'onedrive.com'];

/** Whether a file may be fetched from an address: https, no user info, the usual port, a host of SharePoint or OneDrive. */
export function isFileAddress(address: string, local: boolean): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, username, password, port, hostname } = new URL(address);
  if (local && protocol === 'http:' && (hostname === '127.0.0.1' || hostname === 'localhost')) return true;
  if (protocol !== 'https:' || username !== '' || password !== '' || port !== '') return false;
  return domains.some((domain) => hostname === domain || hostname.endsWith(`.${domain}`));
}

/** Milliseconds for a whole file: 100 MB at 3 Mbit/s. */
const within = 5 * 60_000;
const service = 'file download';

/** Opens a file at the address that Teams sent, without the bot's token; no redirect is followed. */
export function createOpenFile(parts: { sealed: Sealed; local: boolean; fetch: typeof fetch }): OpenFile {
  return async ({ handle }) => {
    const address = parts.sealed.open(handle, bound);
    if (address === undefined || !isFileAddress(address, parts.local))
      throw new Failure('place-gone', `${service}: not an address of SharePoint or OneDrive`, { service });
    const response = await parts
      .fetch(address, { redirect: 'manual', signal: AbortSignal.timeout(within) })
      .catch(() => {
        // Without the cause: it may name the address.
        throw new Failure('platform-unavailable', `${service}: no answer`, { service });
      });
    const { status, body, headers } = response;
    if (status !== 200 || !body) {
      await body?.cancel();
      const isBusy = status === 429 || status >= 500;
      throw new Failure(isBusy ? 'platform-unavailable' : 'place-gone', `${service}: HTTP ${status}`, {
        service,
        status,
      });
    }
    const size = Number(headers.get('content-length') ?? Number.NaN);
    return { ...(Number.isSafeInteger(size) && { size }), chunks: chunksOf(body) };
  };
}

/** Whoever stops reading ends the download. */
async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch {
    throw new Failure('platform-unavailable', `${service}: it broke off`, { service });
  }
}
