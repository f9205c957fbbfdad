import { isJson } from '../arguments.ts';
import { type SnippetFile, wireFile } from '../message.ts';
import { SlackError } from '../slack-error.ts';
import type { Methods, Need } from '../web-api.ts';
import type { Workspace } from '../workspace.ts';

/** Bytes; Slack itself takes a gigabyte. */
const largestUpload = 1024 * 1024;

/**
 * `files.info`: text snippets, whose content is fetched from `url_private`, with the token; and what the bot uploads.
 * https://docs.slack.dev/messaging/working-with-files
 */
export function fileMethods(parts: {
  workspace: Workspace;
  need: Need;
  fileUrl: (file: SnippetFile) => string;
  uploadUrl: (id: string) => string;
}): Methods {
  const { uploads } = parts.workspace;
  return {
    'files.info': (args) => {
      parts.need('files:read');
      const picture = uploads.look(args.needed('file'));
      if (picture) {
        const { id, name, title, state, bytes } = picture;
        const isReady = state === 'worked up';
        return { file: { id, name, title, mimetype: isReady ? 'image/png' : '', mode: 'hosted', size: bytes.length } };
      }
      const file = parts.workspace.files.get(args.needed('file'));
      if (!file) throw new SlackError('file_not_found');
      return { file: wireFile(file, parts.fileUrl(file)), content: file.content, is_truncated: false };
    },
    'files.getUploadURLExternal': (args) => {
      parts.need('files:write');
      const { id } = uploads.begin(args.needed('filename'), args.count('length', 0, largestUpload));
      return { upload_url: parts.uploadUrl(id), file_id: id };
    },
    'files.completeUploadExternal': (args) => {
      parts.need('files:write');
      const files = args.json('files', 'invalid_arguments');
      if (!Array.isArray(files) || files.length === 0) throw new SlackError('invalid_arguments');
      return {
        files: files.filter(isJson).map(({ id, title }) => {
          if (!uploads.complete(String(id), String(title ?? ''))) throw new SlackError('file_not_found');
          return { id, title };
        }),
      };
    },
  };
}
