import { type SnippetFile, wireFile } from '../message.ts';
import { SlackError } from '../slack-error.ts';
import type { Methods, Need } from '../web-api.ts';
import type { Workspace } from '../workspace.ts';

/** `files.info`: text snippets. Their content is fetched from `url_private`, with the token. */
export function fileMethods(parts: {
  workspace: Workspace;
  need: Need;
  fileUrl: (file: SnippetFile) => string;
}): Methods {
  return {
    'files.info': (args) => {
      parts.need('files:read');
      const file = parts.workspace.files.get(args.needed('file'));
      if (!file) throw new SlackError('file_not_found');
      return { file: wireFile(file, parts.fileUrl(file)), content: file.content, is_truncated: false };
    },
  };
}
