import { z } from 'zod';
import type { Observable } from '../observables/observable.ts';
import type { Finding } from '../verdicts/finding.ts';
import { reasons, type Verdict, worstFirst } from '../verdicts/verdict.ts';

/** A finding as it is kept until the end: the same in fewer words, since there are thousands. */
export type KeptFinding = z.infer<typeof shape>;

const observable = z.tuple([z.string(), z.string()]);
const disposition = z.enum(worstFirst);
const verdicts = z.array(z.tuple([z.string(), disposition, z.string().nullable(), z.string().nullable()]));
const shape = z.object({
  o: observable,
  h: disposition,
  v: verdicts.default([]),
  via: z.array(z.object({ o: observable, v: verdicts })).default([]),
  g: z.array(z.tuple([z.string(), z.enum(reasons), z.boolean()])).default([]),
  a: z.array(z.string()).default([]),
  at: z.number(),
});

export function kept({ observable, headline, verdicts, via, gaps, answered, askedAt }: Finding): object {
  const some = <T>(name: string, list: readonly T[]) => (list.length > 0 ? { [name]: list } : {});
  return {
    o: [observable.type, observable.value],
    h: headline,
    ...some('v', verdicts.map(keptVerdict)),
    ...some(
      'via',
      via.map((one) => ({ o: [one.observable.type, one.observable.value], v: one.verdicts.map(keptVerdict) })),
    ),
    ...some(
      'g',
      gaps.map(({ module, why, partial }) => [module, why, partial]),
    ),
    ...some('a', answered),
    at: askedAt,
  };
}

const keptVerdict = ({ module, disposition, from, until }: Verdict) => [
  module,
  disposition,
  from ?? null,
  until ?? null,
];

/** Throws when it was not kept by `kept`. */
export function restored(json: unknown): Finding {
  const { o, h, v, via, g, a, at } = shape.parse(json);
  return {
    observable: observableOf(o),
    headline: h,
    verdicts: v.map(verdictOf(observableOf(o))),
    via: via.map((one) => ({ observable: observableOf(one.o), verdicts: one.v.map(verdictOf(observableOf(one.o))) })),
    gaps: g.map(([module, why, partial]) => ({ module, why, partial })),
    answered: a,
    askedAt: at,
  };
}

const observableOf = ([type, value]: readonly [string, string]): Observable => ({ type, value });

const verdictOf =
  (observable: Observable) =>
  ([module, disposition, from, until]: KeptFinding['v'][number]): Verdict => ({
    observable,
    module,
    disposition,
    ...(from === null ? {} : { from }),
    ...(until === null ? {} : { until }),
  });
