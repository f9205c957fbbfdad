import { CHANNELS, PEOPLE } from './sample-workspace.ts';

/** Something to try, done by one press. */
export type Suggestion = Readonly<{
  id: string;
  title: string;
  /** What will be seen. */
  shows: string;
  channel: string;
  /** Who says it, when it must not be the person at the page. */
  user?: string;
  text: string;
}>;

const soc = CHANNELS['soc-alerts'];

export const SUGGESTIONS: readonly Suggestion[] = [
  {
    id: 'domain',
    title: 'Ask about a domain',
    shows: 'A card in the thread: what each source says, worst first',
    channel: soc,
    text: 'A customer was sent to internetbadguys[.]com. Anything known?',
  },
  {
    id: 'chat',
    title: 'Chat as usual',
    shows: 'Silence: no call to XDR, nothing leaves the room',
    channel: soc,
    text: 'Moving stand-up to 10:30, we ship v2.4.1 after lunch. Node.js build is green, e.g. on main.',
  },
  {
    id: 'report',
    title: 'Paste a report',
    shows: 'Many observables, one card with the worst on top',
    channel: soc,
    text: [
      'Phishing wave, notes so far:',
      '- lure sent from billing@phish[.]example[.]org',
      '- landing page hxxps://internetbadguys[.]com/login/verify.php?id=8812',
      '- second stage from 45.83.10[.]7 and 198.51.100.23, IPv6 2001:db8::bad',
      '- dropper sha256 275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f',
      '- also contacted: disputed.example.net, www.cisco.com, nobody-knows.example.net',
    ].join('\n'),
  },
  {
    id: 'disagreement',
    title: 'See sources disagree',
    shows: 'Malicious, suspicious and clean at once: shown, never averaged',
    channel: soc,
    text: 'Is disputed[.]example[.]net ours?',
  },
  {
    id: 'gaps',
    title: 'See sources fail',
    shows: 'Which sources answered, which did not, and why',
    channel: soc,
    text: '/xdr enrich gaps.example.net',
  },
  {
    id: 'alert',
    title: 'An alert from another app',
    shows: 'Bots are read like people: alerts are a main source',
    channel: soc,
    user: PEOPLE.alertBot,
    text: 'Attachment blocked for ana@example.com\nSender: no-reply@phish.example.org\nSHA-256: 275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f',
  },
  {
    id: 'help',
    title: 'Ask for help',
    shows: 'Only you see the answer',
    channel: soc,
    text: '/xdr help',
  },
];
