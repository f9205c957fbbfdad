import { z } from 'zod';
import { Failure } from '../failure.ts';
import type { Behaviour, FoundSubmissions, Submission } from '../sandbox/submission.ts';
import { amount, listOf, present, words } from '../xdr/answer-shape.ts';

/** Ids as Threat Grid writes them go into paths; nothing else may. */
export const isSampleId = (id: string): boolean => /^[\w-]{1,64}$/.test(id);

const texts = z
  .array(z.unknown())
  .catch([])
  .transform((all) => all.filter((one) => typeof one === 'string').slice(0, 50));

const behaviourShape = z.object({ name: words, title: words, threat: amount });
const itemShape = z.object({
  sample: z.string().refine(isSampleId),
  state: z.string().min(1).max(40),
  filename: words,
  url: words, // LIKELY: that a search tells it of a submitted URL
  sha256: words,
  sha1: words,
  md5: words,
  submitted_at: words,
  login: words,
  private: z.boolean().catch(false),
  tags: texts,
  analysis: z
    .object({ threat_score: amount, behaviors: z.unknown().optional() })
    .catch({ threat_score: undefined, behaviors: undefined }),
});

/** Reads the answer of a search (dossier §9.1); what is no submission is left out. Throws Failure `malformed`. */
export function readSubmissions(json: unknown): FoundSubmissions {
  const page = z.object({ items: z.array(z.unknown()), total: amount }).safeParse(json).data;
  if (!page)
    throw new Failure('malformed', 'threat-grid search: no page of submissions', {
      service: 'threat-grid search',
      status: 200,
    });
  const submissions = listOf(page.items).flatMap((one) => readOne(one) ?? []);
  return { submissions, total: Math.max(page.total ?? 0, submissions.length) };
}

/** `{matches, score, item}`: that score is a rank of the search, not the threat score. */
function readOne(json: unknown): Submission | undefined {
  const outer = z.object({ item: itemShape }).safeParse(json).data;
  if (!outer) return undefined;
  const {
    sample,
    state,
    filename,
    url,
    sha256,
    sha1,
    md5,
    submitted_at,
    login,
    tags,
    analysis,
    private: isPrivate,
  } = outer.item;
  return {
    ...present({
      name: filename,
      url,
      sha256,
      sha1,
      md5,
      submittedAt: submitted_at,
      login,
      score: bounded(analysis.threat_score),
    }),
    sample,
    state,
    isPrivate,
    tags,
    behaviours: listOf(analysis.behaviors).flatMap(readBehaviour),
  };
}

function readBehaviour(json: unknown): Behaviour[] {
  const { name, title, threat } = behaviourShape.safeParse(json).data ?? {};
  if (name === undefined) return [];
  return [{ name, ...present({ title }), score: bounded(threat) ?? 0, categories: [], tags: [] }];
}

/** Scores lie between 0 and 100; another number is nobody's score. */
export const bounded = (score: number | undefined): number | undefined =>
  score === undefined || score < 0 || score > 100 ? undefined : Math.round(score);
