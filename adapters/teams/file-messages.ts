import { type CardFile, sizeInWords } from '../../src/cards/file.ts';
import { limits } from './limits.ts';
import type { Upload } from './read-consent.ts';

export const consentCardType = 'application/vnd.microsoft.teams.card.file.consent';
export const infoCardType = 'application/vnd.microsoft.teams.card.file.info';

/**
 * Asks whether a file may be put into somebody's OneDrive; both answers bring `signed` back. Teams shows it in personal
 * chats alone. https://learn.microsoft.com/microsoftteams/platform/bots/how-to/bots-filesv4
 */
export const consentMessage = ({ name, bytes }: CardFile, signed: string) => ({
  type: 'message',
  summary: `May I save ${name} to your OneDrive?`.slice(0, limits.summary),
  attachments: [
    {
      contentType: consentCardType,
      name,
      content: {
        description: `${sizeInWords(bytes.length)}. It waits for an hour.`,
        sizeInBytes: bytes.length,
        acceptContext: { file: signed },
        declineContext: { file: signed },
      },
    },
  ],
});

/** Shows a file that lies in somebody's OneDrive. */
export const infoMessage = (name: string, { contentUrl, uniqueId, fileType }: Upload) => ({
  type: 'message',
  summary: `Saved: ${name}`.slice(0, limits.summary),
  attachments: [{ contentType: infoCardType, contentUrl, name, content: { uniqueId, fileType } }],
});
