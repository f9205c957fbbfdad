import type { Button } from '../cards/card.ts';
import { expiredCard } from '../cards/expired-card.ts';
import { notPermittedCard } from '../cards/not-permitted-card.ts';
import { outsideText } from '../cards/outside-text.ts';
import { shown } from '../cards/shown.ts';
import type { PostedFile } from '../files/posted-file.ts';
import type { IncomingPress, Person, Place, PrefixOf } from '../incoming.ts';
import type { Observable } from '../observables/observable.ts';
import type { People } from '../permissions/people.ts';
import type { OnRefused } from '../presses/answer-press.ts';
import type { Press } from '../presses/press.ts';
import type { Reply } from '../reply.ts';
import type { Offer } from '../response-actions/offers.ts';
import type { OpenRequest } from '../response-actions/open-request.ts';
import type { ResponseAction } from '../response-actions/response-action.ts';
import type { Policy } from '../response-actions/terms.ts';
import type { KeptFiles } from './kept-files.ts';
import { fileSubmission, urlSubmission } from './submission-action.ts';

/** What may be submitted. `sha256` is what was read of the file, where it was read. */
export type Submittable = Readonly<{ url: Observable } | { file: PostedFile; sha256?: string }>;

export type OfferSubmission = Readonly<{
  /**
   * The button that offers it to everybody in the place, where the policy allows it there and anybody may act; who presses is
   * asked who he is. Rejects with Failure `store-unavailable`, where a file cannot be kept.
   */
  button: (what: Submittable, place: Place) => Promise<Button | undefined>;
  /** The press of that button: opens the form to confirm it, for responders. */
  press: (press: SubmitPress, incoming: IncomingPress) => Promise<Reply>;
}>;

type SubmitPress = Press & { do: 'submit-url' | 'submit-file' };

const words = 'Submit to the sandbox…';

export function createOfferSubmission(parts: {
  files: KeptFiles;
  offer: Offer;
  /** Opens the form of what was offered. */
  choose: OpenRequest['choose'];
  policy: Pick<Policy, 'termsOf'>;
  anybodyActs: () => Promise<boolean>;
  people: People;
  personNow: (id: string, place: Place) => Promise<Person>;
  onRefused: OnRefused;
  prefixOf: PrefixOf;
  simulated: boolean;
}): OfferSubmission {
  const { files, policy, simulated } = parts;
  const isOffered = async (action: ResponseAction, place: Place): Promise<boolean> => {
    const { allowed, allowedHere } = policy.termsOf(action, place);
    return allowed && allowedHere && !(place.kind === 'channel' && place.outsiders) && parts.anybodyActs();
  };

  /** What a press is about; undefined when the file is not kept any more, or was posted elsewhere. */
  const meant = async (
    press: SubmitPress,
    { channel }: Place,
  ): Promise<Readonly<{ action: ResponseAction; observable: Observable }> | undefined> => {
    if (press.do === 'submit-url') {
      const observable = { type: 'url', value: press.url };
      return { action: urlSubmission(observable), observable };
    }
    const kept = await files.read(press.file);
    if (kept?.place.channel !== channel) return undefined;
    const { name } = kept.file;
    return {
      action: fileSubmission(press.file, name),
      observable: kept.sha256 ? { type: 'sha256', value: kept.sha256 } : { type: 'file_name', value: name },
    };
  };

  return {
    button: async (what, place) => {
      if ('url' in what) {
        if (!(await isOffered(urlSubmission(what.url), place))) return undefined;
        const press = { do: 'submit-url', url: what.url.value } as const;
        return { text: words, label: `${words} ${shown(what.url, 40)}`, press };
      }
      const { file, sha256 } = what;
      if (!(await isOffered(fileSubmission('', file.name), place))) return undefined;
      const kept = await files.keep({ file, place, ...(sha256 ? { sha256 } : {}) });
      const press = { do: 'submit-file', file: kept } as const;
      return { text: words, label: `${words} ${outsideText(file.name, 40)}`, press };
    },
    press: async (press, incoming) => {
      const { place } = incoming;
      const person = await parts.personNow(incoming.person.id, place);
      if (!(await parts.people(person, 'responders'))) {
        parts.onRefused('submit', 'not-permitted', incoming);
        const prefix = parts.prefixOf(place.platform);
        return toPresser(
          notPermittedCard({ verb: 'submit', needs: 'responders', standing: person.standing, prefix, simulated }),
        );
      }
      const wish = await meant(press, place);
      if (!wish) return toPresser(expiredCard({ simulated }));
      const [offered] = await parts.offer({
        person: incoming.person,
        place,
        observable: wish.observable,
        actions: [wish.action],
      });
      return offered ? parts.choose(offered.press, { person, place }) : toPresser(expiredCard({ simulated }));
    },
  };
}

const toPresser = (card: (Reply & { kind: 'card' })['card']): Reply => ({
  kind: 'card',
  card,
  audience: 'asker',
  dialog: true,
});
