import { chatLine } from '../detection/texts.ts';
import { type Random, seeded, weighted, zipf } from '../seeded.ts';
import { type Day, type DayEvent, dayMs } from './day.ts';
import { ownDomain, type Written, writtenObservables } from './observables.ts';

const hour = dayMs / 24;
/** How much people write in each hour. */
const byHour = [2, 1, 1, 1, 1, 2, 4, 8, 14, 18, 18, 16, 13, 15, 17, 16, 14, 10, 6, 4, 3, 3, 2, 2];
/** Of 1,000 messages of people: links to own pages, links to public pages, something worth looking up. */
const shares = { own: 60, public: 40, observable: 15 };

/**
 * A day of a workspace, the same for the same seed. 8 % of the messages come from bots, three quarters of those alerts with
 * one to three observables; 2 % belong to incidents, in which the same dozen observables come again and again in two or
 * three channels within an hour; of the rest, people's talk, most holds nothing. Channels and observables are
 * heavy-tailed (Zipf), 2 % of the messages are edited, half a per cent deleted.
 */
export function generateDay({ seed = 1, messages = 50_000, channels = 200 } = {}): Day {
  const random = seeded(seed);
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)]!;
  const channel = zipf(random, channels, 1);
  const known = writtenObservables(random, Math.ceil(messages / 8));
  const anyKnown = zipf(random, known.length, 1);
  const page = zipf(random, Math.ceil(messages / 4), 0.8);
  const peopleHour = weighted(random, byHour);
  const events: DayEvent[] = [];

  const say = (at: number, where: number, text: string, bot = false) => {
    const message = String(events.length);
    const event = {
      at: Math.floor(at),
      kind: 'message',
      channel: `C${where}`,
      message,
      version: '',
      text,
      bot,
    } as const;
    events.push(event);
  };
  const within = (words: readonly string[], one: string) =>
    words.toSpliced(Math.floor(random() * words.length), 0, one).join(' ');

  const bots = Math.round(messages * 0.08);
  for (let n = 0; n < bots; n++) {
    const some = Array.from({ length: 1 + Math.floor(random() * 3) }, () => known[anyKnown()]!.plain);
    const alert = `ALERT ${1000 + n}: ${pick(['beacon', 'block', 'phish', 'login'])} seen, ${some.join(' and ')}, host ws-${n % 400}`;
    say(random() * dayMs, n % 12, random() < 0.75 ? alert : `Build ${n} of main passed in ${n % 600} s`, true);
  }
  for (let incident = 0; incident < 4; incident++) incidentOf(incident, Math.round(messages * 0.005));
  while (events.length < messages) {
    const words = chatLine(random);
    const kind = random() * 1000;
    const text =
      kind < shares.own
        ? within(words, `<https://wiki.${ownDomain}/page/${page()}>`)
        : kind < shares.own + shares.public
          ? within(words, `<https://code.forge.example/team/pull/${page()}>`)
          : kind < shares.own + shares.public + shares.observable
            ? within(words, written(random, known[anyKnown()]!))
            : words.join(' ');
    say((peopleHour() + random()) * hour, channel(), text);
  }
  const written0 = events.length;
  for (let n = 0; n < written0; n++) change(events[n]!);
  return { seed, events: events.sort((a, b) => a.at - b.at), messages: written0, channels };

  function incidentOf(n: number, size: number): void {
    const from = (8 + n * 3 + random() * 2) * hour;
    const rooms = Array.from({ length: 2 + (n % 2) }, () => channel());
    const its = writtenObservables(random, 12);
    const any = zipf(random, its.length, 0.7);
    for (let k = 0; k < size; k++) {
      const some = Array.from({ length: 1 + Math.floor(random() * 3) }, () => written(random, its[any()]!));
      say(from + random() ** 1.5 * hour, pick(rooms), within(chatLine(random), some.join(' ')));
    }
  }

  /** Some messages are edited within five minutes, a few of those to hold something more; some are deleted. */
  function change({ at, channel: where, message, text, bot }: DayEvent): void {
    const fate = random();
    const later = Math.floor(at + 1000 + random() * 5 * 60_000);
    if (later >= dayMs) return;
    const more = random() < 0.1 ? ` ${known[anyKnown()]!.plain}` : ' (edited)';
    const its = { at: later, channel: where, message, bot };
    if (fate < 0.02) events.push({ ...its, kind: 'edit', version: String(later), text: `${text}${more}` });
    else if (fate < 0.025) events.push({ ...its, kind: 'deletion', version: '', text: '' });
  }
}

const written = (random: Random, one: Written) => (random() < 0.5 ? one.plain : one.defanged);
