import { busyCard } from '../cards/busy-card.ts';
import type { Card } from '../cards/card.ts';
import { missingScopeCard } from '../cards/missing-scope-card.ts';
import { notPermittedCard } from '../cards/not-permitted-card.ts';
import { usageCard } from '../cards/usage-card.ts';
import type { IncomingCommand, Person, Place, PrefixOf } from '../incoming.ts';
import type { People, Role } from '../permissions/people.ts';
import type { OnRefused } from '../presses/answer-press.ts';
import type { Reply } from '../reply.ts';
import type { Command } from './command.ts';
import type { TakeTurn } from './pace.ts';
import { parseWords, unknownOption } from './parse-words.ts';

/**
 * One command, from words to card. Person and scopes are checked before any call to XDR is made; refusals, usage errors
 * and what is private by nature go to the asker alone.
 */
export function createRunCommand({
  commands,
  people,
  takeTurn,
  missing,
  holdsCandidates,
  prefixOf,
  onRefused = () => {},
  personNow,
  simulated,
}: {
  commands: readonly Command[];
  people: People;
  takeTurn: TakeTurn;
  /** Which of these scopes the API client was not granted. */
  missing: (scopes: readonly string[]) => Promise<readonly string[]>;
  holdsCandidates: (text: string) => boolean;
  prefixOf: PrefixOf;
  onRefused?: OnRefused;
  /** Asks the platform who somebody is now; absent in the terminal. */
  personNow?: (id: string, place: Place) => Promise<Person>;
  simulated: boolean;
}): (incoming: IncomingCommand) => Promise<Reply> {
  const byVerb = new Map(commands.map((command) => [command.verb, command]));

  /** `@XDR 45.83.10.7` means enrich; so does any text with an observable that is said to the bot in private. */
  const meantWords = ({ words, from, files = [] }: IncomingCommand): string => {
    const { verb } = parseWords(words);
    if (byVerb.has(verb)) return words;
    if (files.length > 0 && from !== 'slash') return `enrich ${words}`;
    if (words.trim() === '') return 'help';
    return holdsCandidates(from === 'direct' ? words : verb) ? `enrich ${words}` : words;
  };

  const refusal = async (
    command: Command,
    rest: string,
    { person, place }: IncomingCommand,
  ): Promise<Card | undefined> => {
    const { verb, role } = command;
    // First the pace: guests and strangers may be told what they cannot do, but not how often they like.
    const retryAt = takeTurn(person);
    if (retryAt !== undefined) return busyCard({ why: 'too-many', retryAt, simulated });
    // Whoever acts, administers or changes what XDR holds is looked up anew: he may have been taken out of a group since.
    const asker =
      (isActing(role) || (role === 'analysts' && isForRoom(command, rest))) && personNow
        ? await personNow(person.id, place)
        : person;
    if (!(await people(asker, role))) {
      if (isActing(role)) onRefused(verb, 'not-permitted', { person, place });
      return notPermittedCard({
        verb,
        needs: role,
        standing: person.standing,
        prefix: prefixOf(place.platform),
        simulated,
      });
    }
    if (command.needsRoom && place.kind !== 'channel')
      return usageCard({ ...usageOf(verb, [command], place), wrong: `“${verb}” is about a channel: write it there.` });
    const lacking = await missing(command.scopes);
    return lacking.length > 0 ? missingScopeCard({ verb, missing: lacking, simulated }) : undefined;
  };

  const usageOf = (given: string, forms: readonly Command[], { platform }: Place) => ({
    given,
    unknown: !byVerb.has(given),
    forms: forms.map(({ usage, does }) => ({ usage, does })),
    prefix: prefixOf(platform),
    simulated,
  });
  const usage = (...asked: Parameters<typeof usageOf>) => usageCard(usageOf(...asked));

  return async (incoming) => {
    const { verb, rest, isPrivate } = parseWords(meantWords(incoming));
    const command = byVerb.get(verb);
    if (!command) {
      const retryAt = takeTurn(incoming.person);
      return toAsker(
        retryAt === undefined
          ? usage(verb, commands, incoming.place)
          : busyCard({ why: 'too-many', retryAt, simulated }),
      );
    }
    const refused = await refusal(command, rest, incoming);
    if (refused) return toAsker(refused);
    const meantAsOption = incoming.from !== 'terminal' && incoming.from !== 'shortcut' && unknownOption(rest);
    const files = command.takesFiles && incoming.files?.length ? incoming.files : undefined;
    if ((command.usage.includes('<') && rest === '' && !files) || meantAsOption)
      return toAsker(usage(verb, [command], incoming.place));
    const { key, from, person, place, mentioned, botIsMember } = incoming;
    const asked = {
      rest,
      person,
      place,
      key,
      ...(mentioned ? { mentioned } : {}),
      present: botIsMember,
      ...(files ? { files } : {}),
      ...(isPrivate ? { alone: true as const } : {}),
    };
    if (await command.store?.({ ...asked, from })) return { kind: 'silence', reason: 'stored' };
    const card = await command.run(asked);
    const forAsker =
      (isPrivate && !isForRoom(command, rest)) ||
      command.alwaysPrivate ||
      (command.beyondVerdicts && incoming.place.outsiders && incoming.place.kind === 'channel') ||
      card.data?.kind === 'refusal';
    return { kind: 'card', card, audience: forAsker ? 'asker' : 'room' };
  };
}

/** What it changes is told to everybody in the room. */
const isForRoom = ({ alwaysInRoom }: Command, rest: string): boolean =>
  typeof alwaysInRoom === 'function' ? alwaysInRoom(rest) : alwaysInRoom === true;

const isActing = (role: Role): boolean => role !== 'readers' && role !== 'analysts';

const toAsker = (card: Card): Reply => ({ kind: 'card', card, audience: 'asker' });
