import type { ResponseAction } from './response-action.ts';
import { isWorkflow, spokenWords } from './spoken-words.ts';
import { doingTitle } from './task-words.ts';
import { type Category, categories } from './terms.ts';

/**
 * What kind of thing an action does, read from its id and title, and from XDR's categories, which name an area rather than
 * a direction. XDR says nothing better: ids and titles are free words of modules and of whoever wrote a workflow. Where
 * several fit, the most destructive wins; a word wrongly taken for a worse one costs a confirmation more. The policy file
 * can name any action by its id where this is wrong.
 */
export function categoryOf(action: ResponseAction): Category {
  if (action.via === 'judgement') return 'judgement';
  if (action.via === 'sandbox') return 'submission';
  const said = kindOf([spokenWords(doingTitle(action)), ...(isWorkflow(action) ? [] : [spokenWords(action.id)])]);
  if (said === 'release') return said;
  const area = kindOf(action.categories.slice(0, 20).map(spokenWords));
  const worst = categories.find((one) => one === said || (one === area && area !== 'release')) ?? 'other';
  return worst === 'other' && isWorkflow(action) ? 'workflow' : worst;
}

function kindOf(texts: readonly string[]): Category {
  // What is undone is taken out first: "stop host isolation" says isolation, and is none.
  const rest = texts.map((text) => releases.reduce((left, one) => left.replace(one, ' … '), text));
  const fits = (patterns: readonly RegExp[]) => rest.some((text) => patterns.some((one) => one.test(text)));
  if (texts.some((text) => noLongerAllowed.test(text))) return fits(account) ? 'account' : 'block';
  if (fits(isolation)) return 'isolation';
  if (fits(account)) return 'account';
  if (fits(block)) return 'block';
  if (rest.some((text, at) => text !== texts[at])) return 'release';
  return fits(list) ? 'list' : 'other';
}

/** Up to so many words between two, none of which begins another thing to do. */
const gap = (most: number) => `(?: (?!and\\b|then\\b|or\\b)[\\p{L}\\p{N}]+){0,${most}}?`;
const words = (pattern: string, flags = 'u') => new RegExp(`\\b(?:${pattern})\\b`, flags);

const machine =
  'hosts?|endpoints?|devices?|computers?|machines?|clients?|connectors?|nodes?|laptops?|workstations?|servers?';
const port = 'ports?|switchports?|interfaces?|adapters?|nics?';
const person = 'users?(?! agents?\\b)|accounts?|identit(?:y|ies)|passwords?|credentials?|sessions?|tokens?|mfa|logins?';
const cutOff = 'isolation|isolated|quarantined?|containment|lockdown';
const forbidden = 'blocklist|blacklist|denylist|blocked|scd|(?:custom )?detections?';
const allowed = 'allowlist|whitelist|safelist|allowed';
const small = `(?: (?:${machine}|${person}|the|this|that|a|an|of|from|its|network|switch|duo|ad|entra|azure|okta)){0,4}`;

const noLongerAllowed = words(`(?:remove|delete|take)${gap(6)} (?:${allowed})|disallow`);

const releases = [
  `(?:un|de) ?(?:isolat|block|quarantin|contain|lock|suspend|ban|blacklist|deny)\\p{L}*`,
  `(?:stop|end|cancel|lift|undo|exit|disable|remove|release|clear)${small} (?:${cutOff}|blocking|block)`,
  `(?:remove|delete|take|drop|release)${gap(8)} from${gap(6)} (?:${cutOff}|${forbidden}|block|sinkhole)(?: (?:files?|${forbidden}))*`,
  `(?:remove|delete)${gap(2)} (?:${forbidden})`,
  `(?:re ?enable|enable|reactivate|activate|reinstate|restore|unsuspend)${small} (?:${person}|${machine}|${port})`,
  `add${gap(6)} (?:${allowed})|allow|allowlist|whitelist|safelist|permit|exempt|restore|release|rollback`,
].map((pattern) => words(pattern, 'gu'));

/** A machine loses its network, its power or its disk. */
const isolation = [
  `isolat\\p{L}*|contain|containment|lockdown|apply anc|wipe|reimage|shut ?down|power ?off|reboot`,
  `(?:quarantine|block|disconnect|deauthori[sz]e|disable|restart|lock|stop)${gap(3)} (?:${machine}|${port})`,
  `(?:${machine}|${port})(?: (?:in|into|to|on|network))* (?:quarantine|block|disable|disconnect|lock)`,
].map((pattern) => words(pattern));

/** Somebody can no longer work, or has to sign in anew. */
const account = [
  `(?:disable|lock|suspend|deactivate|block|delete|remove|reset|revoke|expire|force|terminate|kill|quarantine|invalidate|change|rotate|set|put|sign out|log ?out|log ?off)${gap(3)} (?:${person})`,
  `(?:${person})${gap(2)} (?:disable|lock|lockout|suspend|deactivate|block|delete|remove|reset|revoke|expire|sign out|log ?out)`,
].map((pattern) => words(pattern));

/** Something is no longer let through, or taken away. */
const block = [
  `block\\p{L}*|blacklist|denylist|deny|ban|sinkhole|blackhole|drop|reject|prevent|quarantine|scd|(?:custom )?detections?|purge|kill`,
  `(?:delete|remove|trash)${gap(3)} (?:files?|e?mails?|e mails?|messages?|attachments?)`,
].map((pattern) => words(pattern));

/** Something is put on a list or taken from it, whose effect is not said. */
const list = [words('lists?|feeds?|groups?|tags?|objects?|add|remove|append|\\p{L}*list')];
