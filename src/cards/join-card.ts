import { type Card, type Span, text, value } from './card.ts';
import { outsideText } from './outside-text.ts';

export type JoinCardFacts = Readonly<{
  watch: 'off' | 'quiet' | 'all';
  /** CHATOPS_WATCH_URLS and CHATOPS_WATCH_EMAIL: what leaves of a URL and of an e-mail address. */
  urls: 'full' | 'path' | 'host';
  email: 'full' | 'domain' | 'off';
  /** Files that are posted here are read too. */
  files?: boolean;
  region: string;
  /** What stands before a verb here: `/xdr`. */
  prefix: string;
  /** A conversation of one person with the bot: all that is said there is a command. */
  direct?: boolean;
  simulated: boolean;
}>;

/** On joining a channel, two sentences, and one of files: what the bot reads and sends where, and how to switch it off. */
export function joinCard({
  watch,
  urls,
  email,
  files = false,
  region,
  prefix,
  direct = false,
  simulated,
}: JoinCardFacts): Card {
  const where = simulated ? 'a simulated Cisco XDR on this machine' : `Cisco XDR (${outsideText(region, 20)})`;
  if (direct)
    return greeting(simulated, [
      text(`What you write to me here I look up in ${where}, and only what you ask for goes there. Begin with `),
      value('enrich 198.51.100.7'),
      text(' or '),
      value('help'),
      text('.'),
    ]);
  const reads =
    watch === 'off'
      ? `I do not read along in this channel: only what a command gives me goes to ${where}.`
      : `I read the messages here, and of those that hold an address, a hash, a URL or the like only that goes to ${where}: ${urlWords[urls]}, ${emailWords[email]}.`;
  const off =
    watch === 'off'
      ? [text('Switch reading on with '), value(`${prefix} watch quiet`), text('.')]
      : [
          text(
            watch === 'quiet'
              ? 'I speak when something is malicious or suspicious; switch me off with '
              : 'I answer all of them; switch me off with ',
          ),
          value(`${prefix} watch off`),
          text('.'),
        ];
  const filesToo =
    files && watch !== 'off'
      ? [
          text(
            ' Files that are posted here I read too, and send of each its hash, and of text what I would of a message; ',
          ),
          value(`${prefix} files off`),
          text(' leaves them alone.'),
        ]
      : [];
  return greeting(simulated, [text(`${reads} `), ...off, ...filesToo]);
}

const greeting = (simulated: boolean, spans: readonly Span[]): Card => ({
  headline: 'Hello: I look up addresses, hashes and URLs in Cisco XDR.',
  simulated,
  parts: [
    {
      part: 'heading',
      tone: 'info',
      word: 'Hello',
      spans: [text('I look up addresses, hashes and URLs in Cisco XDR.')],
    },
    { part: 'text', spans },
  ],
});

const urlWords = {
  full: 'URLs whole',
  path: 'URLs without user name, query and fragment',
  host: 'of URLs only the host',
} as const;

const emailWords = {
  full: 'e-mail addresses whole',
  domain: 'of e-mail addresses only the domain',
  off: 'e-mail addresses not at all',
} as const;
