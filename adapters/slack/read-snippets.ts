import type { Log } from '../../src/log.ts';
import type { SlackFile } from './message-shape.ts';
import type { IsSlackAddress } from './slack-address.ts';

/** Reads the text snippets among a message's files: Slack turns long pastes into them. */
export type ReadSnippets = (files: readonly SlackFile[]) => Promise<string>;

const snippetsRead = 3;
/** Of one snippet in bytes, and of all of a message in characters: reading hostile text costs up to a second for so much. */
const largest = 1024 * 1024;
/** A message is acknowledged after its snippets were read, and Slack waits three seconds for that. */
const within = 2_000;

/** Nothing that Slack does not serve itself is ever fetched, whatever a message names. */
export function createReadSnippets(parts: {
  botToken: string;
  isSlackAddress: IsSlackAddress;
  fetch: typeof fetch;
  log: Log;
}): ReadSnippets {
  const read = async (file: SlackFile): Promise<string> => {
    const address = file.url_private_download ?? file.url_private;
    const preview = file.preview ?? '';
    if (!address || !URL.canParse(address) || !parts.isSlackAddress(new URL(address))) return preview;
    try {
      const response = await parts.fetch(address, {
        headers: { authorization: `Bearer ${parts.botToken}` },
        redirect: 'error',
        signal: AbortSignal.timeout(within),
      });
      // Without the scope `files:read` Slack answers with its sign-in page.
      if (!response.ok || response.headers.get('content-type')?.startsWith('text/html')) {
        await response.body?.cancel();
        parts.log.warn({ status: response.status }, 'snippet not readable, its preview is read');
        return preview;
      }
      return await firstPart(response);
    } catch (error) {
      parts.log.warn({ error: String(error) }, 'snippet not read, its preview is');
      return preview;
    }
  };
  return async (files) => {
    const snippets = files.filter((file) => file.mode === 'snippet').slice(0, snippetsRead);
    return (await Promise.all(snippets.map(read))).filter(Boolean).join('\n').slice(0, largest);
  };
}

/** At most `largest` bytes of a body, as text. */
async function firstPart(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= largest) break;
  }
  return Buffer.concat(chunks).subarray(0, largest).toString();
}
