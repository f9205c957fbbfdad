import type { Card } from '../cards/card.ts';
import type { PostedFile } from '../files/posted-file.ts';
import type { IncomingCommand, Person, Place } from '../incoming.ts';
import type { Role } from '../permissions/people.ts';

/** What a verb is handed: the words after it, who asks, where. */
export type Asked = Readonly<{
  rest: string;
  person: Person;
  place: Place;
  /** Ids of the people whom the words mention, in their order, without the bot itself. */
  mentioned?: readonly string[];
  /** Whether the bot is in the conversation; undefined where that means nothing. */
  present: boolean | undefined;
  /** What was posted with the words. */
  files?: readonly PostedFile[];
  /** The same for redeliveries of one command. */
  key?: string;
  /** The asker alone is to see the answer. */
  alone?: true;
}>;

/** The same, with what it takes to answer later. */
export type AskedOnce = Asked & Pick<IncomingCommand, 'key' | 'from'>;

/** One verb of `/xdr`. Permission and scopes are data, checked before `run` and before any call. */
export type Command = Readonly<{
  verb: string;
  /** `enrich <any text>`. */
  usage: string;
  /** One sentence for `help`. */
  does: string;
  role: Role;
  /** Scopes that the API client needs (a wider one contains them). */
  scopes: readonly string[];
  /** Scopes that another API client lacks for it: for `help`; the command itself says so too, without a call. */
  alsoMissing?: () => Promise<readonly string[]>;
  /** The answer is always for the asker alone. */
  alwaysPrivate?: true;
  /** Everybody in the room sees the answer, also with `--private`, or for some words after the verb; only refusals go to the asker. */
  alwaysInRoom?: true | ((rest: string) => boolean);
  /** Shows more than verdicts: where outsiders may read, the answer is for the asker alone. */
  beyondVerdicts?: true;
  /** Reads files that are posted with it; words then need not be. */
  takesFiles?: true;
  /** Of no use in the terminal, where there is no room. */
  needsRoom?: true;
  /** Resolves with the answer; a card with `data.kind` `refusal` is always for the asker alone. Rejects with a Failure. */
  run: (asked: Asked) => Promise<Card>;
  /**
   * Takes what is too much for one answer: stores it, and a message of its own will answer. False: `run` answers. Rejects
   * with a Failure.
   */
  store?: (asked: AskedOnce) => Promise<boolean>;
}>;

/** The scopes of XDR's calls (dossier §2.3). */
export const scopes = {
  inspect: 'inspect:read',
  deliberate: 'enrich/observables/deliberate:read',
  observe: 'enrich/observables/observe:read',
  refer: 'enrich/observables/refer:read',
} as const;
