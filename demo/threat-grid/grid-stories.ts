import type { Behaviour } from './submission.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** What somebody once submitted. Times before now, milliseconds. */
export type GridStory = Readonly<{
  shows: string;
  file: Readonly<{ name: string; md5: string; sha1: string; sha256: string }>;
  url?: string;
  magic: string;
  ago: number;
  /** How long its analysis takes. */
  lasts?: number;
  ends?: 'succ' | 'fail';
  /** Of the key's own organisation; absent: another's. */
  login?: string;
  tags?: readonly string[];
  behaviours: readonly Behaviour[];
  domains?: readonly string[];
  addresses?: readonly string[];
  urls?: readonly string[];
}>;

const behaviour = (
  name: string,
  title: string,
  severity: number,
  confidence: number,
  category: readonly string[],
  tags: readonly string[] = [],
): Behaviour => ({ name, title, severity, confidence, category, tags });

/** The anti-virus test file of eicar.org, by its published hashes. */
const EICAR = {
  name: 'invoice.exe',
  md5: '44d88612fea8a8f36de82e1278abb02f',
  sha1: '3395856ce81f2b7382dee72602f798b642f14140',
  sha256: '275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f',
};
const PE = 'PE32 executable (GUI) Intel 80386, for MS Windows';
/** Made-up hashes, which name no file. */
const made = (digit: string, name: string) => ({
  name,
  md5: digit.repeat(32),
  sha1: digit.repeat(40),
  sha256: digit.repeat(64),
});

export const GRID_STORIES: readonly GridStory[] = [
  {
    shows: 'a file that contacts the bad domain and the bad address of the other stories; own organisation’s',
    file: EICAR,
    magic: PE,
    ago: 6 * HOUR,
    login: 'analyst',
    tags: ['invoice'],
    behaviours: [
      behaviour('ransomware-backup-deletion', 'Shadow Copies Deleted', 95, 100, ['impact'], ['T1490', 'ransomware']),
      behaviour(
        'modified-file-in-user-dir',
        'Process Modified File in a User Directory',
        70,
        80,
        ['file', 'persistence'],
        ['file', 'executable'],
      ),
      behaviour(
        'registry-autorun-key-modified',
        'Process Modified Autorun Registry Key Value',
        60,
        60,
        ['persistence'],
        ['T1547.001', 'registry'],
      ),
      behaviour(
        'network-communications-http-post-url',
        'Outbound HTTP POST Communications',
        25,
        100,
        ['network'],
        ['http'],
      ),
      behaviour('antivirus-flagged-artifact', 'Artifact Flagged by Antivirus', 80, 80, ['antivirus'], []),
    ],
    domains: ['internetbadguys.com', 'phish.example.org', 'example.com'],
    addresses: ['45.83.10.7', '198.51.100.23'],
    urls: ['http://internetbadguys.com/pay/invoice.exe'],
  },
  {
    shows: 'the same file, submitted by somebody else a month before, with less found',
    file: EICAR,
    magic: PE,
    ago: 31 * DAY,
    behaviours: [
      behaviour(
        'modified-file-in-user-dir',
        'Process Modified File in a User Directory',
        70,
        80,
        ['file', 'persistence'],
        ['file', 'executable'],
      ),
    ],
    domains: ['internetbadguys.com'],
    addresses: ['45.83.10.7'],
  },
  {
    shows: 'a page that was submitted, and gave its visitor a form',
    file: made('b', 'internetbadguys.url'),
    url: 'http://internetbadguys.com/pay/invoice.exe',
    magic: 'MS Windows 95 Internet shortcut text',
    ago: 2 * DAY,
    behaviours: [behaviour('phishing-form', 'Page Asks for a Password', 75, 90, ['phishing'], ['T1566.002'])],
    domains: ['internetbadguys.com'],
    addresses: ['45.83.10.7'],
  },
  {
    shows: 'still running',
    file: made('d', 'statement.docm'),
    magic: 'Microsoft Word 2007+',
    ago: 2 * HOUR,
    lasts: 5 * HOUR,
    login: 'analyst',
    behaviours: [],
    domains: ['disputed.example.net'],
  },
  {
    shows: 'finished, with nothing found',
    file: made('c', 'notes.pdf'),
    magic: 'PDF document, version 1.7',
    ago: 3 * DAY,
    behaviours: [],
    domains: ['www.cisco.com'],
  },
  {
    shows: 'whose analysis failed',
    file: made('f', 'broken.zip'),
    magic: 'Zip archive data',
    ago: 3 * DAY,
    ends: 'fail',
    behaviours: [],
  },
  {
    shows: 'text from outside that tries to become markup, mentions and links',
    file: { ...made('e', 'x'), name: '<!channel> [free](http://hostile.example.net) \u202Egnp.exe' },
    magic: '</title><script>alert(1)</script>',
    ago: 5 * HOUR,
    login: '<@U0000001> *admin*',
    tags: ['<!here>', '@everyone'],
    behaviours: [
      behaviour(
        '<!everyone>',
        '<!channel> see <http://hostile.example.net|our safe page> ```end``` **bold**',
        90,
        90,
        ['<b>tactic</b>', '<!here>'],
        ['<script>'],
      ),
    ],
    domains: ['hostile.example.net', '<!channel>.example.net', 'not a domain'],
    addresses: ['999.1.1.1', '203.0.113.66'],
    urls: ['javascript:alert(1)'],
  },
];
