import { parseArgs, types } from 'node:util';
import type { FailOn } from './exit-code.ts';

/** The command line, read. `words` are the verb and what follows it; empty for a prompt. */
export type Arguments = Readonly<{
  words: readonly string[];
  /** The last word is `-`: the text comes from standard input. */
  fromInput: boolean;
  json: boolean;
  failOn: FailOn;
  /** A file for the pictures of the answer, `.png` or `.svg`. */
  picture: string | undefined;
  /** A file for the file that comes with the answer. */
  file: string | undefined;
  /** A file that is read beside the words. */
  from: string | undefined;
  /** Ask the simulated XDR. */
  demo: boolean;
  help: boolean;
  version: boolean;
}>;

/** Reads the arguments after `xdr-chatops`; a sentence for the person when they make no sense. */
export function readArguments(argv: readonly string[]): Arguments | Readonly<{ problem: string }> {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        'fail-on': { type: 'string' },
        picture: { type: 'string' },
        file: { type: 'string' },
        from: { type: 'string' },
        demo: { type: 'boolean', default: false },
        private: { type: 'boolean', default: false }, // a word of the chat platforms; everything is private here
        help: { type: 'boolean', short: 'h', default: false },
        version: { type: 'boolean', default: false },
      },
    });
    const { json, demo, help, version, picture, file, from, 'fail-on': failOn } = values;
    if (failOn !== undefined && failOn !== 'malicious' && failOn !== 'suspicious')
      return { problem: '--fail-on takes malicious or suspicious.' };
    if (picture !== undefined && !/[^/\\]\.(png|svg)$/i.test(picture))
      return { problem: '--picture takes the name of a file that ends in .png or .svg.' };
    if (picture !== undefined && positionals.length === 0)
      return { problem: '--picture needs a command that draws: details <observable>.' };
    if (file !== undefined && !/[^/\\]$/.test(file)) return { problem: '--file takes the name of a file.' };
    if (file !== undefined && positionals.length === 0)
      return { problem: '--file needs a command whose answer brings a file.' };
    if (from !== undefined && positionals[0] !== 'enrich') return { problem: '--from takes a file for enrich.' };
    const fromInput = positionals.length > 1 && positionals.at(-1) === '-';
    const words = fromInput ? positionals.slice(0, -1) : positionals;
    return { words, fromInput, json, failOn, picture, file, from, demo, help, version };
  } catch (error) {
    const [reason = ''] = types.isNativeError(error) ? error.message.split('. ') : [];
    return { problem: `${reason.replace(/\.$/, '')}. Text that begins with a dash goes after “--”.` };
  }
}

export const usage = `Usage: npx xdr-chatops [--demo] [--json] [--fail-on malicious|suspicious] [--picture file] [--file file] [verb words …]

  enrich <any text>      looks up every observable in the text; “enrich -” reads it from standard input
  enrich --from <file>   the same of a file: its hash, and the text in it or in the archive that it is
  inspect <any text>     which observables XDR finds in the text (sends it whole)
  details <observable>   why the sources say what they say; “--picture graph.png” (or .svg) draws it too
  pivot <observable>     ways into the products' own consoles
  intel <observable>     what Cisco's Global Intelligence says of it
  sandbox <observable>   what Threat Grid has seen of a hash, domain, address or URL (needs THREATGRID_API_KEY)
  status, help           about the bot and its API client
  regions                the regions of Cisco XDR
  audit verify           proves the audit of what was done in chat; “audit” alone says more
  audit export           writes it as lines of JSON
  webhook install        makes XDR tell the bot what happens to incidents; “webhook” alone says more

Without a verb: a prompt. With --demo: a simulated XDR, no credentials needed.

Exit codes: 0 done, 1 found what --fail-on names, 2 usage, 69 XDR did not answer, 75 rate limited,
77 missing scope, 78 configuration.`;
