import type { Card } from '../cards/card.ts';
import { Failure, isFinal } from '../failure.ts';
import type { ShowFiles } from '../files/show-files.ts';
import type { MessageRef, Place } from '../incoming.ts';
import type { Detect } from '../observables/detect.ts';
import type { Observable } from '../observables/observable.ts';
import type { Outbox, Sign } from '../reply.ts';
import { roomName } from '../room.ts';
import type { Finding } from '../verdicts/finding.ts';
import type { ListedByKey, ListedOn } from '../verdicts/listed.ts';
import type { LookUp } from '../verdicts/look-up.ts';
import type { ShowVerdicts } from '../verdicts/show-verdicts.ts';
import { type Ask, isWorse } from '../verdicts/verdict.ts';
import { type AnnotateJob, authorOf, messageName, threadOf } from './annotate-job.ts';
import type { Annotation, Annotations, Carded } from './annotation.ts';
import { createCardOfJob, leftOut, spokenOf } from './card-of-job.ts';
import { headlineOf, mentionsOf, worseLine } from './mentions.ts';
import { createPassOn } from './pass-on.ts';
import { createRestore } from './restore.ts';
import { createTakeAway } from './take-away.ts';
import type { WatchMode } from './watch-mode.ts';
import { type Decision, worthAnswering } from './worth-answering.ts';

/** How a job ended, for log and metrics. */
export type AnnotateOutcome =
  | 'carded'
  | 'updated'
  | 'signed'
  | 'taken-back' // an edit took the observables out: the card went
  | 'withdrawn' // the message was deleted before or while we looked
  | 'outdated' // a later writing of the message is being worked
  | 'worked-before'
  | 'not-watched'
  | Extract<Decision, { say: 'nothing' }>['why'];

/** Beyond this, what watching says is late, and only worth saying when it is bad. */
export const lateAfter = 10 * 60_000;

export type AnnotateParts = Readonly<{
  annotations: Annotations;
  detect: Detect;
  lookUp: LookUp;
  showVerdicts: ShowVerdicts;
  /** On which watchlists observables stand; absent where there are none. */
  listedOn?: ListedOn;
  /** Absent: no message comes with files. */
  showFiles?: ShowFiles;
  /** Own and private networks and names, as they come out of Inspect. */
  isIgnored: (observable: Observable) => boolean;
  watchMode: (place: Place) => Promise<WatchMode>;
  outbox: Outbox;
  /** Begins after so many milliseconds. */
  enqueue: (id: string, job: AnnotateJob, wait: number) => Promise<unknown>;
  /** Signs are switched on. */
  signs: boolean;
  /** The module instances that watching asks; all when undefined. */
  modules: readonly string[] | undefined;
  now: () => number;
}>;

/**
 * From a stored job to the card under its message. Safe to repeat from any point: what was posted is known or looked
 * for, and the message's state is read again just before anything is said.
 */
export function createAnnotate(
  parts: AnnotateParts,
): (job: AnnotateJob, signal?: AbortSignal) => Promise<AnnotateOutcome> {
  const { annotations, detect, lookUp, isIgnored, watchMode, outbox, signs, modules, now } = parts;
  const cardOf = createCardOfJob(parts);
  const listedOn = parts.listedOn ?? (async (): Promise<ListedByKey> => new Map());
  const takeAway = createTakeAway({ annotations, outbox });
  const passOn = createPassOn(parts);
  const restore = createRestore({ annotations, takeAway });

  return async (job, signal) => {
    const { message, version } = job;
    if (job.restored) await restore(message, version);
    const before = await annotations.begin(message, version, authorOf(job));
    if (before?.state === 'withdrawn') {
      // Deleted while an earlier try was posting, which then died: what it left must go.
      await takeAway(message, before);
      return 'withdrawn';
    }
    if (before && before.version > version) return 'outdated';
    const worked = before?.state === 'posted' || before?.state === 'silent';
    if (worked && before.version === version && !job.again) return 'worked-before';
    const mode = await watchMode(message.place);
    if (mode === 'off') return 'not-watched';

    const ask: Ask = { purpose: 'watching', rooms: [roomName(message.place)], ...(modules ? { modules } : {}) };
    const observables = (await detect(job.candidates, ask)).filter((one) => !isIgnored(one));
    const findings = await lookUp(observables, ask);
    signal?.throwIfAborted(); // another process has the job by now
    if (!before?.card) return speak(job, before, findings, mode);
    await passOn(job, findings);
    return revise(job, { ...before, card: before.card }, findings);
  };

  /** The message has no card yet: a card, a sign, or silence. */
  async function speak(
    job: AnnotateJob,
    before: Annotation | undefined,
    findings: readonly Finding[],
    mode: WatchMode,
  ): Promise<AnnotateOutcome> {
    const { message, version } = job;
    const mentions = mentionsOf(findings);
    const late = now() - job.receivedAt > lateAfter;
    const botCards = job.fromBot ? await annotations.botCards(message) : 0;
    const inThread = message.place.thread !== undefined;
    const listed = await listedOn(
      findings.map(({ observable }) => observable),
      message.place,
    );
    const spoken = spokenOf(job, findings, { all: mode === 'all' && !late, listed });
    const decide = (carded: Carded): Decision =>
      findings.length === 0 && mode === 'all' && leftOut(job)
        ? { say: 'card' }
        : worthAnswering({ findings: spoken, mode, carded, listed, late, botCards, inThread });
    let decision = decide(new Map());
    if (decision.say === 'card') {
      const card = await cardOf(job, findings, late, listed);
      // What was carded nearby is read under the room's lock: two messages may be worked at the same moment.
      const wanted = (carded: Carded) => {
        decision = decide(carded);
        return decision.say === 'card';
      };
      if (await annotations.markPosting(message, version, { mentions, wanted }))
        return post(job, before, card, findings);
      if (decision.say === 'card') return overtaken(job, findings);
    }
    if (before?.sign && (decision.say !== 'sign' || decision.sign !== before.sign)) await takeSignOff(message);
    if (decision.say === 'sign' && signs) return sign(job, findings, decision.sign);
    if (!(await annotations.markSilent(message, version, { mentions }))) return overtaken(job, findings);
    return decision.say === 'nothing' ? decision.why : 'nothing-bad';
  }

  async function post(
    { message, version }: AnnotateJob,
    before: Annotation | undefined,
    card: Card,
    findings: readonly Finding[],
  ): Promise<AnnotateOutcome> {
    // An earlier try may have died between posting and remembering.
    const maybePosted = before?.postingSince !== undefined;
    const key = { id: messageName(message), maybePosted, after: message.id };
    const posted = await outbox.post(threadOf(message), { kind: 'card', card }, key).catch(async (error: unknown) => {
      // No card will stand here, so the next message that says the same must not keep silent because of it.
      if (error instanceof Failure && isFinal(error))
        await annotations.markSilent(message, version, { mentions: mentionsOf(findings) });
      throw error;
    });
    if (posted === 'gone') {
      await annotations.withdraw(message);
      return 'withdrawn';
    }
    if (maybePosted) await outbox.update(posted, card); // what was found may be of an earlier writing
    if (before?.sign) await takeSignOff(message);
    return remember(message, version, posted, findings, 'carded');
  }

  /** The message was edited and has a card: the card follows. A worse headline also gets a line of its own. */
  async function revise(
    job: AnnotateJob,
    before: Annotation & { card: string },
    findings: readonly Finding[],
  ): Promise<AnnotateOutcome> {
    const { message, version } = job;
    const ref: MessageRef = { place: threadOf(message), id: before.card };
    if (findings.length === 0) {
      await outbox.remove(ref);
      const silent = await annotations.markSilent(message, version, { mentions: [], removed: before.card });
      return silent ? 'taken-back' : fateOf(message);
    }
    const card = await cardOf(job, findings, false);
    if (!(await annotations.markPosting(message, version))) return fateOf(message);
    await outbox.update(ref, card);
    // Worse than anything said of this message so far: an edit to and fro must not post a line each time.
    const headline = headlineOf(findings);
    const worse = before.headline !== undefined && isWorse(headline, before.headline);
    if (worse) {
      const maybePosted = before.state === 'posting';
      const key = { id: `${messageName(message)}/${version}`, maybePosted, after: message.id };
      await outbox.post(threadOf(message), { kind: 'card', card: worseLine(card, job.files && 'With its file') }, key);
    }
    return remember(message, version, ref, findings, 'updated', worse ? headline : (before.headline ?? headline));
  }

  async function sign(job: AnnotateJob, findings: readonly Finding[], word: Sign): Promise<AnnotateOutcome> {
    const { message, version } = job;
    if (!(await annotations.markPosting(message, version))) return fateOf(message);
    const key = { id: `${messageName(message)}/sign`, maybePosted: false };
    let signed = true;
    try {
      await outbox.post(message.place, { kind: 'sign', sign: word, on: message.id }, key);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      signed = false; // a sign is a courtesy: dropped, never queued
    }
    const silent = { mentions: mentionsOf(findings), ...(signed ? { sign: word } : {}) };
    if (await annotations.markSilent(message, version, silent)) return signed ? 'signed' : 'nothing-bad';
    await takeSignOff(message);
    return overtaken(job, findings);
  }

  async function remember(
    message: MessageRef,
    version: string,
    ref: MessageRef,
    findings: readonly Finding[],
    done: 'carded' | 'updated',
    headline = headlineOf(findings),
  ): Promise<AnnotateOutcome> {
    // A first card's mentions were kept before it was posted.
    const said = { card: ref.id, headline, ...(done === 'updated' ? { mentions: mentionsOf(findings) } : {}) };
    if (await annotations.markPosted(message, version, said)) return done;
    await takeAway(message, { card: ref.id }); // deleted while we posted, or posted elsewhere
    return fateOf(message);
  }

  /** An edit has changed what there is to say. On somebody else's message `remove` takes off what is ours. */
  async function takeSignOff(message: MessageRef): Promise<void> {
    await outbox.remove(message).catch((error: unknown) => {
      if (!(error instanceof Failure)) throw error;
    });
  }

  /** Another process posted an earlier writing's card while we looked up this one: it must say what this one says. */
  async function overtaken(job: AnnotateJob, findings: readonly Finding[]): Promise<AnnotateOutcome> {
    const standing = await annotations.read(job.message);
    const ours = standing?.state === 'waiting' && standing.version === job.version;
    return ours && standing.card ? revise(job, { ...standing, card: standing.card }, findings) : fateOf(job.message);
  }

  async function fateOf(message: MessageRef): Promise<'withdrawn' | 'outdated'> {
    return (await annotations.read(message))?.state === 'withdrawn' ? 'withdrawn' : 'outdated';
  }
}
