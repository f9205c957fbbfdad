import { Failure } from '../failure.ts';
import type { Observable } from '../observables/observable.ts';
import type { SandboxDoor } from '../sandbox/submission.ts';
import { readContacts } from './read-contacts.ts';
import { readReport } from './read-report.ts';
import { isSampleId, readSubmissions } from './read-submissions.ts';
import type { AskThreatGrid } from './threat-grid.ts';

/** Submissions of one page: more than a card shows, since it shows the worst of them. */
export const mostSubmissions = 25;

/** What the sandbox knows, by Threat Grid's API (dossier §9). */
export function createSandboxDoor({
  ask,
  isWanted,
}: {
  ask: AskThreatGrid;
  /** Which contacts mean something outside of the sandbox. */
  isWanted: (one: Observable) => boolean;
}): SandboxDoor {
  return {
    search: async (value, by, purpose) =>
      readSubmissions(
        await ask({
          service: 'search',
          path: '/api/v2/search/submissions',
          // No `term`: which words it takes is not certain, and the value says what it is.
          query: {
            q: value,
            ...(by === 'worst' ? { state: 'succ', sort_by: 'threat_score' } : { sort_by: 'submitted_at' }),
            sort_order: 'desc',
            limit: String(mostSubmissions),
          },
          purpose,
        }),
      ),
    report: async (sample, purpose) =>
      readReport(await ask({ service: 'summary', path: `${pathOf(sample)}/summary`, purpose })),
    contacts: async (sample, purpose) =>
      readContacts(
        await ask({ service: 'network', path: `${pathOf(sample)}/analysis/network_streams`, purpose }),
        isWanted,
      ),
  };
}

/** Of one sample. Throws Failure `bad-request` for what is no id. */
export function pathOf(sample: string): string {
  if (!isSampleId(sample))
    throw new Failure('bad-request', 'threat-grid sample: this is no id', { service: 'threat-grid sample' });
  return `/api/v2/samples/${sample}`;
}
