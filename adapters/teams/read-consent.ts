import { z } from 'zod';

/** Where Teams lets a file be put. Both addresses are of OneDrive; `uploadUrl` lets anybody who has it write there, and is never logged. */
export type Upload = Readonly<{ uploadUrl: string; contentUrl: string; uniqueId: string; fileType: string }>;

/** What somebody answered to the question for a file. `upload` is absent when he agreed and Teams named no place of OneDrive's. */
export type Consent = Readonly<{
  agreed: boolean;
  /** The signed id that the question carried. */
  file: string;
  upload: Upload | undefined;
}>;

const address = z.string().max(8_000).refine(isOneDrive);
const upload = z.object({
  uploadUrl: address,
  contentUrl: address,
  uniqueId: z.string().max(200),
  fileType: z.string().max(50),
});

/** https://learn.microsoft.com/microsoftteams/platform/bots/how-to/bots-filesv4#invoke-activity-when-the-user-accepts-the-file */
const shape = z.object({
  action: z.enum(['accept', 'decline']),
  context: z.object({ file: z.string().min(1).max(200) }),
  uploadInfo: z.unknown().optional(),
});

/** The value of a `fileConsent/invoke`; undefined when it answers none of our questions. */
export function readConsent(value: unknown): Consent | undefined {
  const read = shape.safeParse(value).data;
  return (
    read && {
      agreed: read.action === 'accept',
      file: read.context.file,
      upload: upload.safeParse(read.uploadInfo).data,
    }
  );
}

/**
 * OneDrive for work is SharePoint; 1drv.com and onedrive.com are OneDrive's own, and Graph hands out upload sessions too.
 * Other clouds of Microsoft's (GCC High, DoD, 21Vianet) let bots send no files.
 * https://learn.microsoft.com/onedrive/developer/rest-api/api/driveitem_createuploadsession
 */
const domains = ['sharepoint.com', '1drv.com', 'onedrive.com', 'graph.microsoft.com'];

/** Whether an address may be given a file: https, no user info, the usual port, a host of OneDrive's. */
export function isOneDrive(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, username, password, port, hostname } = new URL(url);
  if (protocol !== 'https:' || username !== '' || password !== '' || port !== '') return false;
  return domains.some((domain) => hostname === domain || hostname.endsWith(`.${domain}`));
}
