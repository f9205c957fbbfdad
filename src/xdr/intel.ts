import { Failure } from '../failure.ts';
import { isValid } from '../intel/deciding.ts';
import { type Intel, type IntelDoor, type StoreName, storeNames } from '../intel/intel.ts';
import type { Observable } from '../observables/observable.ts';
import type { Ask } from '../verdicts/verdict.ts';
import { present } from './answer-shape.ts';
import type { ApiRequest } from './call.ts';
import type { Through } from './incidents.ts';
import { readIndicatorIds, readStoredIndicators, readStoredJudgements } from './intel-documents.ts';
import { indicatorPath, judgementPaths } from './intel-query.ts';
import { readVerdict } from './module-documents.ts';
import type { Origins } from './regions.ts';
import { readingOnceMore } from './retry.ts';
import { pathOf, totalIn } from './saw.ts';

const doors = { global: 'global-intel', own: 'own-judgements' } as const;

/** So much is read for one card. */
const most = { judgements: 100, indicators: 20 } as const;

/** Reading the stores of judgements, each at an origin of its own. */
export function createIntelDoor({
  through,
  stores,
  now,
}: Readonly<{
  through: Through;
  stores: Pick<Origins, 'privateIntel' | 'globalIntel'>;
  now: () => number;
}>): IntelDoor {
  const origins: Readonly<Record<StoreName, string>> = { global: stores.globalIntel, own: stores.privateIntel };

  /** What a page of a list holds, with how many there are in all. */
  const list = async <T>(
    store: StoreName,
    ask: Ask,
    path: string,
    read: (json: unknown, from: { service: string; store: string }) => readonly T[],
    more: Partial<ApiRequest> = {},
  ): Promise<Readonly<{ items: readonly T[]; total: number | undefined; length: number }>> => {
    let total: number | undefined;
    let length = 0;
    const onHeaders: ApiRequest['onHeaders'] = (headers) => {
      total = totalIn(headers);
    };
    const service = doors[store];
    const items = await through(
      service,
      ask,
      { ...more, method: 'GET', origin: origins[store], path, onHeaders },
      (json) => {
        length = Array.isArray(json) ? json.length : 0;
        return read(json, { service, store: storeNames[store] });
      },
    );
    return { items, total, length };
  };

  const verdictOn = (observable: Observable, ask: Ask) =>
    through(doors.global, ask, { method: 'GET', origin: origins.global, path: pathOf(observable, 'verdict') }, (json) =>
      readVerdict(json, storeNames.global),
    ).catch(unless('not-found', undefined));

  const indicatorsOn = async (observable: Observable, ask: Ask) => {
    const path = `${pathOf(observable, 'judgements/indicators')}?limit=100`;
    const ids = await list('global', ask, path, (json, { service }) => readIndicatorIds(json, service));
    const wanted = ids.items.slice(0, most.indicators);
    const found =
      wanted.length === 0 ? { items: [] } : await list('global', ask, indicatorPath(wanted), readStoredIndicators);
    return { indicators: found.items, indicatorsInAll: ids.items.length };
  };

  return {
    judgementsOn: async (store, observables, ask) => {
      const { paths, unasked } = judgementPaths(observables);
      const pages = await Promise.all(
        paths.map((path) => list(store, ask, path, readStoredJudgements, { policy: readingOnceMore })),
      );
      return {
        judgements: pages.flatMap(({ items }) => items),
        cut: pages.some(({ total, length }) => (total ?? length) > length),
        unasked,
      };
    },
    globalIntelOn: async (observable, ask) => {
      const path = `${pathOf(observable, 'judgements')}?${new URLSearchParams({
        sort_by: 'priority',
        sort_order: 'desc',
        limit: String(most.judgements),
      })}`;
      const failed = (error: unknown) => {
        if (error instanceof Failure) return error;
        throw error;
      };
      const [all, verdict, indicators] = await Promise.all([
        list('global', ask, path, readStoredJudgements).catch(unless('not-found', { items: [], total: 0, length: 0 })),
        verdictOn(observable, ask).catch(failed),
        indicatorsOn(observable, ask).catch(failed),
      ]);
      const judgements = all.items.filter((one) => isValid(one, now()));
      return {
        judgements,
        ended: all.items.length - judgements.length,
        ...present({ judgementsInAll: (all.total ?? 0) > all.length ? all.total : undefined }),
        ...(verdict instanceof Failure || !verdict ? {} : { verdict }),
        ...(indicators instanceof Failure ? { indicators: [], indicatorsInAll: 0 } : indicators),
        gaps: [
          ...(verdict instanceof Failure ? (['verdict'] as const) : []),
          ...(indicators instanceof Failure ? (['indicators'] as const) : []),
        ],
      } satisfies Intel;
    },
  };
}

/** A failure of this kind is an answer, too. */
const unless =
  <T>(kind: Failure['kind'], answer: T) =>
  (error: unknown): T => {
    if (error instanceof Failure && error.kind === kind) return answer;
    throw error;
  };
