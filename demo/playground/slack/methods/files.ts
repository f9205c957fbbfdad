import type { App } from '../app.ts';
import { isJson } from '../arguments.ts';
import { type SharedFile, type SnippetFile, wireFile } from '../message.ts';
import { SlackError } from '../slack-error.ts';
import type { Upload } from '../uploads.ts';
import type { Methods, Need } from '../web-api.ts';
import type { Workspace } from '../workspace.ts';

/** Bytes; Slack itself takes a gigabyte. */
export const largestUpload = 6 * 1024 * 1024;

/**
 * `files.info`: text snippets, whose content is fetched from `url_private`, with the token; and what the bot uploads.
 * https://docs.slack.dev/messaging/working-with-files
 */
export function fileMethods(parts: {
  workspace: Workspace;
  app: App;
  need: Need;
  fileUrl: (file: SnippetFile) => string;
  uploadUrl: (id: string) => string;
}): Methods {
  const { workspace, app } = parts;
  const { uploads } = workspace;
  return {
    'files.info': (args) => {
      parts.need('files:read');
      const picture = uploads.look(args.needed('file'));
      if (picture) {
        const { id, name, title, state, bytes } = picture;
        const mimetype = state === 'worked up' ? mimetypeOf(name) : '';
        return { file: { id, name, title, mimetype, mode: 'hosted', size: bytes.length } };
      }
      const file = parts.workspace.files.get(args.needed('file'));
      if (!file) throw new SlackError('file_not_found');
      const content = file.mode === 'snippet' ? { content: file.bytes.toString(), is_truncated: false } : {};
      return { file: wireFile(file, parts.fileUrl(file)), ...content };
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
      const channel = args.text('channel_id') === undefined ? undefined : channelOf(args.needed('channel_id'));
      const completed = files.filter(isJson).map(({ id, title }) => {
        if (!uploads.complete(String(id), String(title ?? ''))) throw new SlackError('file_not_found');
        return { id: String(id), title: String(title ?? '') };
      });
      if (channel) {
        const shared = completed.flatMap(({ id }) => uploads.find(id) ?? []).map(sharedFile);
        const threadTs = args.text('thread_ts');
        const by = { user: app.user, botId: app.botId, appId: app.id };
        workspace.post({ channel: channel.id, ...by, text: '', shared, ...(threadTs && { threadTs }) });
      }
      return { files: completed };
    },
  };

  /** Where a file may be shared: a conversation that the bot is in; Slack takes no person here. */
  function channelOf(id: string) {
    if (!/^[CGDZ][A-Z0-9]{8,}$/.test(id)) {
      const messages = ['[ERROR] input must match regex pattern: ^[CGDZ][A-Z0-9]{8,}$ [json-pointer:/channel_id]'];
      throw new SlackError('invalid_arguments', { response_metadata: { messages } });
    }
    const channel = workspace.channels.get(id);
    if (!channel) throw new SlackError('channel_not_found');
    if (channel.archived) throw new SlackError('is_archived');
    if (!channel.members.has(app.user)) throw new SlackError('not_in_channel');
    return channel;
  }
}

const sharedFile = ({ id, name, title, bytes }: Upload): SharedFile => ({
  id,
  name,
  title,
  size: bytes.length,
  mimetype: mimetypeOf(name),
});

const mimetypes: Readonly<Record<string, string>> = { png: 'image/png', csv: 'text/csv', json: 'application/json' };

/** Slack tells it by the ending and a look inside; here the ending is enough. */
const mimetypeOf = (name: string): string => mimetypes[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
