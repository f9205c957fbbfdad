/**
 * Slack's mrkdwn message text as the plain text its author saw, for detection to read.
 *
 * - `<url|label>`: a label that is the URL without its scheme is what was typed, and Slack made the link; any other
 *   label is read as well as the URL. A URL is set apart by spaces, since Slack knows where it ends.
 * - `<mailto:a@b.example|…>` means the address, `<tel:…|…>` its label; mentions, channels, dates and special mentions
 *   (`<@U…>`, `<#C…|name>`, `<!here>`, `<!date^…>`) are a space.
 * - `&amp;`, `&lt;`, `&gt;` are decoded once, emoji (`:name:`) are a space, underscores of italics go.
 *
 * https://docs.slack.dev/messaging/formatting-message-text (retrieving messages)
 */
export function slackText(text: string): string {
  let plain = text;
  if (plain.includes(':')) plain = plain.replace(EMOJI, ' ');
  if (plain.includes('_')) plain = plain.replace(ITALICS, '$1 $2 ');
  if (plain.includes('<')) plain = readMarks(plain);
  if (plain.includes('&')) plain = plain.replace(ENTITY, decoded);
  return plain;
}

/** A name that is more than hexadecimal digits: `2001:db8:85a3::1` holds none. Not the colon of a scheme. */
const EMOJI = /:(?=[a-f0-9]{0,40}[g-z_'+-])[a-z0-9_'+-]{2,60}:(?![/\\\]])/g;

/** `_word_` at word borders, on one line. */
const ITALICS = /(^|[\s([{"'.,;:!?*~>-])_([^_\s](?:[^_\n]{0,300}[^_\s])?)_(?=$|[\s)\]}"'.,;:!?*~<-])/gm;

const ENTITY = /&(?:amp|lt|gt);/g;
const decoded = (entity: string): string => (entity === '&amp;' ? '&' : entity === '&lt;' ? '<' : '>');

function readMarks(text: string): string {
  let plain = '';
  let from = 0;
  for (let open = text.indexOf('<'); open >= 0; open = text.indexOf('<', from)) {
    const close = text.indexOf('>', open);
    if (close < 0) break;
    // A "<" that Slack did not write: its own are never nested.
    const inner = text.lastIndexOf('<', close);
    plain += text.slice(from, inner) + readMark(text.slice(inner + 1, close), text.slice(close + 1, close + 6));
    from = close + 1;
  }
  return plain + text.slice(from);
}

function readMark(mark: string, after: string): string {
  if (/^[@#!]/.test(mark)) return ' ';
  const bar = mark.indexOf('|');
  const target = bar < 0 ? mark : mark.slice(0, bar);
  const label = bar < 0 ? '' : mark.slice(bar + 1);
  if (/^tel:/i.test(target)) return label;
  if (/^mailto:/i.test(target)) return readMail(target.slice(7), label);
  if (label !== '' && isSame(target, label)) return label;
  // "<http://evil.example>[.]uk": Slack linked the first part of a defanged name.
  const end = DEFANGED_ON.test(after) ? '' : ' ';
  return label === '' || label === target ? ` ${target}${end}` : ` ${target} ${label}${end}`;
}

const DEFANGED_ON = /^[[({](?:\.|dot|:)/i;

/** Whether the label is the URL as typed, before Slack gave it a scheme. */
function isSame(url: string, label: string): boolean {
  const bare = url.replace(/^https?:\/\//i, '');
  return bare.length < url.length && (bare === label || bare.replace(/\/$/, '') === label.replace(/\/$/, ''));
}

function readMail(address: string, label: string): string {
  const bare = address.split('?', 1)[0]!;
  return label === '' || label === bare || label === address ? bare : `${bare} ${label}`;
}
