import type { Posted } from './actions.ts';
import { CHANNELS, PEOPLE } from './sample-workspace.ts';

/** Something to try, done by one press. */
export type Suggestion = Readonly<{
  id: string;
  title: string;
  /** What will be seen. */
  shows: string;
  channel: string;
  /** What is said, one message each; by the person at the page unless another is named. */
  says: readonly Readonly<{ user?: string; text: string; file?: Posted }>[];
}>;

const soc = CHANNELS['soc-alerts'];

const REPORTED_MAIL = [
  'Received: from mail.phish.example.org ([45.83.10.7])',
  ' by mx.example.com; Mon, 30 Nov 2026 08:14:11 +0000',
  'From: "Billing" <billing@phish.example.org>',
  'To: ana@example.com',
  'Subject: Your invoice',
  'Date: Mon, 30 Nov 2026 08:14:09 +0000',
  'MIME-Version: 1.0',
  'Content-Type: text/plain; charset=utf-8',
  'Content-Transfer-Encoding: quoted-printable',
  '',
  'Please confirm your account: http://internetbadguys.com/login/verify.php?i=',
  'd=3D8812',
].join('\r\n');

/** In an order in which each shows what it promises: what a channel was told is not repeated, so the report comes late. */
export const SUGGESTIONS: readonly Suggestion[] = [
  {
    id: 'domain',
    title: 'Ask about a domain',
    shows: 'A card in the thread: what each source says, worst first',
    channel: soc,
    says: [{ text: 'A customer was sent to internetbadguys[.]com. Anything known?' }],
  },
  {
    id: 'chat',
    title: 'Chat as usual',
    shows: 'Silence: no call to XDR, nothing leaves the room',
    channel: soc,
    says: [
      { user: PEOPLE.admin, text: 'Moving stand-up to 10:30, room 4.2 is free. OK?' },
      { text: 'Fine. We ship v2.4.1 after lunch, the node.js build is green.' },
      { user: PEOPLE.admin, text: 'Nice, e.g. README.md looks much better now :white_check_mark:' },
    ],
  },
  {
    id: 'disagreement',
    title: 'See sources disagree',
    shows: 'Malicious, suspicious and clean at once: shown, never averaged',
    channel: soc,
    says: [{ text: 'Is disputed[.]example[.]net ours?' }],
  },
  {
    id: 'alert',
    title: 'An alert from another app',
    shows: 'Bots are read like people: alerts are a main source',
    channel: soc,
    says: [
      {
        user: PEOPLE.alertBot,
        text: 'Attachment blocked for ana@example.com\nSender: no-reply@phish.example.org\nSHA-256: 275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f',
      },
    ],
  },
  {
    id: 'report',
    title: 'Paste a report',
    shows: 'Many observables, one card with the worst on top',
    channel: soc,
    says: [
      {
        text: [
          'Phishing wave, notes so far:',
          '- lure sent from billing@phish[.]example[.]org',
          '- landing page hxxps://internetbadguys[.]com/login/verify.php?id=8812',
          '- second stage from 45.83.10[.]7 and 198.51.100.23, IPv6 2001:db8::bad',
          '- dropper sha256 275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f',
          '- also contacted: disputed.example.net, www.cisco.com, nobody-knows.example.net',
        ].join('\n'),
      },
    ],
  },
  {
    id: 'file',
    title: 'Post a suspicious mail',
    shows: 'The file is hashed, its headers and texts are read; attach one of your own beside the box',
    channel: soc,
    says: [{ text: '@xdr enrich', file: { name: 'reported-mail.eml', bytes: Buffer.from(REPORTED_MAIL) } }],
  },
  {
    id: 'gaps',
    title: 'See sources fail',
    shows: 'Which sources answered, which did not, and why',
    channel: soc,
    says: [{ text: '/xdr enrich gaps.example.net' }],
  },
  {
    id: 'respond',
    title: 'Take a response action',
    shows: 'Confirmed with a reason, approved by somebody else: become Vera to do that',
    channel: soc,
    says: [{ text: '/xdr respond internetbadguys.com' }],
  },
  {
    id: 'sandbox',
    title: 'Ask the sandbox',
    shows: 'What Threat Grid saw a file do; one press looks up whom it contacted',
    channel: soc,
    says: [{ text: '/xdr sandbox 275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f' }],
  },
  {
    id: 'workflow',
    title: 'Run a workflow',
    shows: 'Asks for what it needs, runs once, and the card follows it to its end',
    channel: soc,
    says: [{ text: '/xdr workflow list' }],
  },
  {
    id: 'feed',
    title: 'Follow a feed',
    shows: 'Adam has what is new in a feed told here, and marked when somebody pastes it',
    channel: soc,
    says: [
      { user: PEOPLE.admin, text: '/xdr feed subscribe rat-dns --watchlist' },
      { user: PEOPLE.admin, text: '/xdr feed now rat-dns' },
    ],
  },
  {
    id: 'announce',
    title: 'Announce new incidents',
    shows: 'Adam, an administrator, switches it on here; then press “A new incident”, or wait some minutes',
    channel: soc,
    says: [{ user: PEOPLE.admin, text: '/xdr announce high here' }],
  },
  {
    id: 'help',
    title: 'Ask for help',
    shows: 'Only you see the answer',
    channel: soc,
    says: [{ text: '/xdr help' }],
  },
];
