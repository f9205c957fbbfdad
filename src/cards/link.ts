import { type Span, text } from './card.ts';
import { outsideText } from './outside-text.ts';

/** Cisco's own hosts; each stands for itself and what is under it. */
const ciscoHosts = [
  'cisco.com',
  'threatgrid.com',
  'threatgrid.eu',
  'umbrella.com',
  'opendns.com',
  'talosintelligence.com',
  'meraki.com',
  'duosecurity.com',
];

/** Slack takes 3,000 characters, browsers of old 2,083. */
const longestUrl = 2000;

/**
 * The only way for an address from outside to become clickable: https, no user info, and a host of Cisco's or one that
 * the settings name (`trustedHosts`; each stands for itself and what is under it). Else undefined.
 */
export function trustedLink(url: string, trustedHosts: readonly string[]): { url: string; host: string } | undefined {
  const parsed = parse(url);
  if (parsed?.protocol !== 'https:' || parsed.username || parsed.password) return undefined;
  const trusted = [...ciscoHosts, ...trustedHosts.map((host) => host.toLowerCase())];
  if (!trusted.some((host) => parsed.hostname === host || parsed.hostname.endsWith(`.${host}`))) return undefined;
  const href = parsed.href.replaceAll('|', '%7C').replaceAll("'", '%27');
  return href.length > longestUrl ? undefined : { url: href, host: parsed.host };
}

/** A link that shows its host; where `trustedLink` says no, the same words with the host named, not live. */
export function safeLink(words: string, url: string, trustedHosts: readonly string[]): Span {
  const shown = outsideText(words);
  const link = trustedLink(url, trustedHosts);
  return link ? { span: 'link', text: `${shown} (${link.host})`, url: link.url } : text(`${shown} (${hostNamed(url)})`);
}

/** The host of an address that must not be live, as text. */
export function hostNamed(url: string): string {
  return outsideText(parse(url)?.hostname ?? '', 100) || 'no valid address';
}

const parse = (url: string): URL | undefined => (URL.canParse(url) ? new URL(url) : undefined);
