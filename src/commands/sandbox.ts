import type { Card } from '../cards/card.ts';
import { refusal } from '../cards/refusal.ts';
import { typeName } from '../cards/shown.ts';
import { usageCard } from '../cards/usage-card.ts';
import type { PostedFile } from '../files/posted-file.ts';
import type { Person, Place, PrefixOf } from '../incoming.ts';
import type { Observable } from '../observables/observable.ts';
import { type Command, scopes } from './command.ts';
import { isCard, type OneObservable } from './one-observable.ts';

/** What a sandbox can be asked about. */
const asked: ReadonlySet<string> = new Set(['md5', 'sha1', 'sha256', 'domain', 'ip', 'ipv6', 'url', 'file_name']);

export type AskedBy = Readonly<{ person: Person; place: Place }>;

/** Shows what the sandbox has seen of one observable. */
export type ShowSandboxed = (observable: Observable, by: AskedBy) => Promise<Card>;

/** The same of a posted file. */
export type ShowPosted = (file: PostedFile, by: AskedBy) => Promise<Card>;

/** What Threat Grid (Secure Malware Analytics) has seen of a file, a name, an address. `show` is absent without a key. */
export function createSandbox({
  oneObservable,
  show,
  showPosted,
  prefixOf,
  simulated,
}: {
  oneObservable: OneObservable;
  show?: ShowSandboxed | undefined;
  /** Absent where no files are posted. */
  showPosted?: ShowPosted | undefined;
  prefixOf: PrefixOf;
  simulated: boolean;
}): Command {
  const form = {
    verb: 'sandbox',
    usage: 'sandbox <hash, domain, address or URL>',
    does: `Shows what Threat Grid has seen of it: threat scores, behaviour, whom it contacted.${showPosted ? ' Of a file that is posted with it, too.' : ''}${show ? '' : ' Needs THREATGRID_API_KEY, which is not set.'}`,
  };
  return {
    ...form,
    role: 'analysts',
    scopes: show ? [scopes.inspect] : [],
    beyondVerdicts: true,
    ...(showPosted ? { takesFiles: true as const } : {}),
    run: async ({ rest, person, place, files = [] }) => {
      if (!show) return noKeyCard(simulated);
      const [file] = files;
      if (file && showPosted) return files.length > 1 ? oneFileCard(simulated) : showPosted(file, { person, place });
      const observable = await oneObservable(rest, form, place);
      if (isCard(observable)) return observable;
      if (asked.has(observable.type)) return show(observable, { person, place });
      const prefix = prefixOf(place.platform);
      const wrong = `the sandbox cannot be asked about a value of type “${typeName(observable)}”.`;
      return usageCard({ given: form.verb, unknown: false, wrong, forms: [form], prefix, simulated });
    },
  };
}

const oneFileCard = (simulated: boolean): Card =>
  refusal('One file', 'the sandbox is asked about one file at a time.', 'Post it alone.', simulated);

const noKeyCard = (simulated: boolean): Card =>
  refusal(
    'No sandbox',
    'the bot has no key of Threat Grid (Secure Malware Analytics).',
    'An administrator of the bot can set THREATGRID_API_KEY, and THREATGRID_URL for another region or an appliance.',
    simulated,
    'not-now',
  );
