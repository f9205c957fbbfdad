import type { Card } from '../../src/cards/card.ts';
import { Failure } from '../../src/failure.ts';
import type { Log } from '../../src/log.ts';
import type { BareMessages } from './bare-messages.ts';
import { infoMessage } from './file-messages.ts';
import { nameOf, type WaitingFile, type WaitingFiles } from './offer-files.ts';
import type { TeamsOutbox } from './outbox.ts';
import type { Consented } from './read-activity.ts';
import type { Upload } from './read-consent.ts';
import type { InvokeAnswer } from './receive.ts';
import { declinedCard, fileGoneCard, notSentCard } from './small-cards.ts';

/**
 * Takes what somebody answered to the question for a file. Teams is answered at once, since it waits some ten seconds; the
 * file goes out in `late`, which never rejects. Rejects when the store is away: then Teams says so, and it can be pressed again.
 */
export type TakeConsent = (consented: Consented) => Promise<Readonly<{ answer: InvokeAnswer; late?: Promise<void> }>>;

/** Milliseconds that an upload may take: what is there always, and a second more for every so many bytes. */
const uploadWithin = (bytes: number): number => 10_000 + Math.ceil(bytes / 100);

export function createTakeConsent(parts: {
  waiting: WaitingFiles;
  messages: BareMessages;
  outbox: TeamsOutbox;
  fetch: typeof fetch;
  log: Log;
}): TakeConsent {
  const { waiting, messages, outbox, log } = parts;
  const ok: InvokeAnswer = { status: 200 };

  /** Below the question, or in its place when Teams named it: its buttons are of no more use. */
  const say = async ({ place, card: id }: Consented, card: Card): Promise<void> => {
    const replaced = id !== undefined && (await succeeds(outbox.update({ place, id }, card)));
    if (!replaced) await outbox.post(place, { kind: 'card', card }, { id: `consent:${id}`, maybePosted: false });
  };

  const show = async ({ place, card: id }: Consented, message: object): Promise<void> => {
    const replaced = id !== undefined && (await succeeds(messages.replace(place, id, message)));
    if (!replaced) await messages.post(place, message);
  };

  /** The whole file at once, which every upload session takes up to 60 MiB; its address is the permission. */
  const put = async ({ uploadUrl }: Upload, { bytes }: WaitingFile): Promise<void> => {
    const service = 'file upload';
    const response = await parts
      .fetch(uploadUrl, {
        method: 'PUT',
        headers: {
          'content-type': 'application/octet-stream',
          'content-range': `bytes 0-${bytes.length - 1}/${bytes.length}`,
        },
        body: Uint8Array.from(bytes),
        redirect: 'error',
        signal: AbortSignal.timeout(uploadWithin(bytes.length)),
      })
      .catch(() => {
        // Without the cause: it may name the address.
        throw new Failure('platform-unavailable', `${service}: no answer`, { service });
      });
    await response.body?.cancel();
    const { status } = response;
    if (status !== 200 && status !== 201)
      throw new Failure('platform-refused', `${service}: HTTP ${status}`, { service, status });
  };

  const send = async (consented: Consented, file: WaitingFile): Promise<void> => {
    const { upload } = consented;
    try {
      if (!upload) throw new Failure('platform-refused', 'file upload: not an address of OneDrive');
      await put(upload, file);
    } catch (failure) {
      log.warn({ error: failure instanceof Error ? failure.message : 'unknown' }, 'file not saved');
      return say(consented, notSentCard(file.name, whyNotSaved(failure)));
    }
    await show(consented, infoMessage(file.name, upload));
  };

  return async (consented) => {
    const { who, place, file: signed, agreed } = consented;
    if (place.kind !== 'direct') return { answer: { status: 403 } };
    const person = nameOf(place.workspace, who);
    const file = await waiting.take(signed, person);
    if (file === 'under way') return { answer: ok };
    const late = async (): Promise<void> => {
      if (!file) {
        log.warn({ agreed }, 'consent to a file that is not kept for him');
        return say(consented, fileGoneCard);
      }
      await (agreed ? send(consented, file) : say(consented, declinedCard(file.name)));
      await waiting.done(signed, person);
    };
    const told = late().catch((error: unknown) =>
      log.warn({ error: error instanceof Error ? error.message : 'unknown' }, 'consent not answered'),
    );
    return { answer: ok, late: told };
  };
}

const succeeds = (work: Promise<unknown>): Promise<boolean> =>
  work.then(
    () => true,
    () => false,
  );

function whyNotSaved(failure: unknown): string {
  const status = failure instanceof Failure ? failure.facts.status : undefined;
  if (status === 507) return 'Your OneDrive is full. Make room in it, and ask again.';
  if (status === 413) return 'Your OneDrive takes no file so large. Ask for less of it.';
  if (status === 401 || status === 403)
    return 'Your OneDrive did not take it. Ask whoever administers it, and then ask me again.';
  return 'It could not be saved to your OneDrive just now. Ask again in a minute.';
}
