import type { SnippetFile } from './message.ts';

/** Bytes of a text of which Slack makes a snippet. */
const largestSnippet = 1024 * 1024;

/** What Slack makes of a file that somebody posts. */
export function fileOf(id: string, name: string, bytes: Buffer, user: string): SnippetFile {
  const mode = bytes.length <= largestSnippet && isText(bytes) ? 'snippet' : 'hosted';
  const mimetype = mode === 'snippet' ? 'text/plain' : 'application/octet-stream';
  return { id, name, mode, mimetype, bytes, user, created: Math.floor(Date.now() / 1000) };
}

function isText(bytes: Buffer): boolean {
  if (bytes.includes(0)) return false;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
