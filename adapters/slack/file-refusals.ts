import { Failure } from '../../src/failure.ts';
import { slackErrorCode } from './read-failure.ts';

export const scopeMissing =
  'The file could not be sent: the app lacks the Slack scope files:write. Whoever installed it can add it.';

const notAllowed = 'This workspace does not allow such files. Whoever administers it can.';
const tooLarge = 'Slack takes no file so large here. Ask for less of it.';
const connected = 'Files may not be shared in this conversation with other organisations. Ask in our direct messages.';

/** https://docs.slack.dev/reference/methods/files.getUploadURLExternal, …/files.completeUploadExternal */
const byCode: Readonly<Record<string, string>> = {
  missing_scope: scopeMissing,
  no_permission: scopeMissing,
  file_uploads_disabled: notAllowed,
  file_uploads_except_images_disabled: notAllowed,
  file_type_not_allowed: notAllowed,
  blocked_file_type: notAllowed,
  file_upload_size_restricted: tooLarge,
  storage_limit_reached: 'The workspace has no room left for files. Whoever administers it can make some.',
  slack_connect_file_upload_sharing_blocked: connected,
  slack_connect_file_link_sharing_blocked: connected,
};

/** Why a file was not sent and what to do, in words. */
export function whyRefused(failure: unknown): string {
  const known = byCode[slackErrorCode(failure) ?? ''];
  if (known) return known;
  const { kind, facts } = failure instanceof Failure ? failure : { kind: undefined, facts: {} as Failure['facts'] };
  if (facts.status === 413) return tooLarge;
  // It was handed over, and Slack did not answer: it may have shared it.
  if (kind === 'platform-unavailable' && facts.service === 'files.completeUploadExternal')
    return 'Slack did not say whether it took it. If it does not stand here in a minute, ask again.';
  return 'It could not be sent to Slack just now. Ask again in a minute.';
}
