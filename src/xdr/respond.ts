import { z } from 'zod';
import { Failure } from '../failure.ts';
import type { Observable } from '../observables/observable.ts';
import type { Offered, ResponseAction, TriggerOutcome } from '../response-actions/response-action.ts';
import { listOf, present, words } from './answer-shape.ts';
import { type ModuleNames, readEnvelope } from './module-envelope.ts';
import { isAbout, readTriggerUrl } from './trigger-url.ts';

const base = '/iroh/iroh-response';

/** Lists what can be done about observables: a bare array of them, as enrich takes it. */
export const respondPath = `${base}/respond/observables`;

/** The path of a trigger: the offer's address is relative to the response service, and is not touched. */
export const triggerPath = ({ url }: ResponseAction): string => `${base}${url}`;

const offerShape = z.object({
  id: words,
  title: words,
  description: words,
  categories: z.unknown().optional(),
  module_instance_id: words,
  url: z.string(),
});

/** No honest module writes so much; what is kept of an offer lies in the database. */
const longest = { title: 500, module: 200, description: 5_000, category: 100, categories: 10 };

/**
 * Reads the listing of one observable. Left out and counted is an offer without a title, with an address that is none
 * (see `readTriggerUrl`), about another observable, or with one that triggers another action, or another module's, than
 * the offer names: the terms, the person who confirms and the audit go by those names. Of two with the same address the
 * first counts. Throws Failure `malformed`.
 */
export function readOffers(json: unknown, asked: Observable, names: ModuleNames = new Map()): Offered {
  const { answers, gaps } = readEnvelope(json, 'respond', names);
  const listed = listOf((json as { data?: unknown }).data).length;
  const offers = answers.flatMap(({ module, item }) => readOffer(item, module, asked) ?? []);
  const byUrl = new Map(offers.toReversed().map((offer) => [offer.url, offer]));
  return { actions: offers.filter((offer) => byUrl.get(offer.url) === offer), gaps, skipped: listed - offers.length };
}

function readOffer(item: unknown, module: string, asked: Observable): ResponseAction | undefined {
  const read = offerShape.safeParse(item);
  if (!read.success || !read.data.title) return undefined;
  const { id, title, description, categories, module_instance_id: moduleId, url } = read.data;
  const address = readTriggerUrl(url);
  if (!address || !isAbout(address, asked)) return undefined;
  // Examples of 2020 have the module's name in the address. Without an id nobody knows whose it is.
  const isIts = moduleId !== undefined && (address.module === moduleId || address.module === module);
  if (!isIts || (id !== undefined && address.actionId !== id)) return undefined;
  return {
    id: address.actionId,
    title: title.slice(0, longest.title),
    ...present({ description: description?.slice(0, longest.description) }),
    categories: listOf(categories)
      .filter((category) => typeof category === 'string')
      .slice(0, longest.categories)
      .map((category) => category.slice(0, longest.category)),
    module: module.slice(0, longest.module),
    moduleId,
    url,
  };
}

const resultShape = z.object({
  data: z.object({ status: z.enum(['success', 'failure']) }),
  errors: z.unknown().optional(),
});
const errorShape = z.object({ message: words, code: words });
const mostReasons = 5;
const longestReason = 300;

/**
 * Reads the answer of a trigger: HTTP 200 also when the action failed, with the modules' own words beside it. Throws
 * Failure `malformed` when it says neither success nor failure.
 */
export function readTriggered(json: unknown): Extract<TriggerOutcome, { outcome: 'done' | 'failed' }> {
  const result = resultShape.safeParse(json);
  if (!result.success)
    throw new Failure('malformed', 'trigger: neither success nor failure', { service: 'trigger', status: 200 });
  if (result.data.data.status === 'success') return { outcome: 'done' };
  const reasons = listOf(result.data.errors).flatMap((each) => {
    const error = errorShape.safeParse(each);
    const reason = error.data?.message ?? error.data?.code;
    return reason ? [reason.slice(0, longestReason)] : [];
  });
  return { outcome: 'failed', reasons: [...new Set(reasons)].slice(0, mostReasons) };
}
