import { SURE_DOT } from './characters.ts';

/** Top-level domains that are, far more often in talk, file endings. */
const FILE_ENDING = new Set(
  'py sh md zip rs pl ps pm so cc ml mk vi sc mov cab cat bz tf ac am as la lt inc properties bin app java swift rb ini kts'.split(
    ' ',
  ),
);
/** Top-level domains that are words of programs or of plain sentences: members, methods, pronouns. */
const PLAIN_WORD = new Set(
  'name id is as at do no so by be int date data target foo bar host call open new now run select map map page link box group zone type play plus style text read post save search show here how new one map final map in it to us my me am events got day java if or'.split(
    ' ',
  ),
);
/** Endings that are hardly ever anything but domains. */
const STRONG =
  /\.(?:com|net|org|edu|gov|mil|info|biz|onion|xyz|top|ru|cn|de|uk|fr|nl|jp|br|kr|pl|it|au|ca|us|eu|ch|xn--[a-z0-9-]+|co\.[a-z]{2})$/;
/** Whether the host's ending is hardly ever that of a file or of a part of a program. */
export function isStronglyDomain(host: string): boolean {
  return STRONG.test(host);
}

/** First parts of names that belong to programs: receivers, and roots of packages. */
const PROGRAM =
  /^(?:this|self|event|evt|window|document|module|exports|process|console|math|java|javax|javafx|sun|jdk|kotlin|scala|groovy|clojure|android|androidx|elm|html|json|decode|encode|std|numpy|racket|(?:org|com|net|io)(?:\.[a-z-]+)?)\./;

/**
 * Whether an undisguised name with a known top-level domain reads as part of a program, a file or a sentence, judged by
 * itself and its neighbours on the line. A dot marked by hand, `www.`, or a port settles that it is a domain.
 *
 * @param name as written, standing at `start` up to `end` in `text`; `host` is its canonical form.
 */
export function readsAsCode(text: string, start: number, end: number, name: string, host: string): boolean {
  if (name.includes(SURE_DOT) || /^(?:www\d?|ftp|mail|ns\d?|smtp)\./i.test(name)) return false;
  const next = text[end] ?? '';
  const ending = host.slice(host.lastIndexOf('.') + 1);
  const isFile = FILE_ENDING.has(ending);
  // A port; behind a file's name it is a line: "reader.java:478".
  if (!isFile && next === ':' && /^:\d{2,5}(?!\d)/.test(text.slice(end, end + 7))) return false;
  const isStrong = isStronglyDomain(host);
  if (isSentenceJoint(name)) return true;
  const before = text.slice(Math.max(0, start - 2), start);
  if (/[.$#]$|^\W?:$/.test(before) && !isStrong) return true;
  if (isStrong) return false;
  if (next === '(' || /[a-z][A-Z]/.test(name)) return true;
  if (/^[A-Z][a-z]/.test(name.slice(name.lastIndexOf('.') + 1)) || PROGRAM.test(host)) return true;
  if (isFile) return !(next === '/' || host.split('.').length > 3);
  if (PLAIN_WORD.has(ending)) {
    const isAlone = start === 0 && end === text.length;
    return !(isAlone || next === '/' || /[0-9-]/.test(host));
  }
  return false;
}

/** "all done.Then", "works.It": two sentences without the space between them. */
function isSentenceJoint(name: string): boolean {
  const dot = name.lastIndexOf('.');
  return (
    /^[A-Z][a-z]/.test(name.slice(dot + 1)) &&
    /[a-z]$/.test(name.slice(0, dot)) &&
    !/(?:^|\.)[A-Z]/.test(name.slice(0, dot))
  );
}
