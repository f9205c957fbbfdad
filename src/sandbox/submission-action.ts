import type { Observable } from '../observables/observable.ts';
import type { ActionInput, ResponseAction } from '../response-actions/response-action.ts';

/** What is asked before a submission. Private first: what others may read cannot be taken back. */
const visibility: ActionInput = {
  name: 'visibility',
  label: 'Who may see the report',
  kind: 'choice',
  required: true,
  options: [
    { text: 'Private: our organisation', value: 'private' },
    { text: 'Public: every customer of Threat Grid', value: 'public' },
  ],
  initial: 'private',
};

const submission = { categories: [], module: 'Threat Grid', moduleId: 'threat-grid', via: 'sandbox' } as const;

/** Opens a URL in the sandbox. The same URL is the same action. */
export const urlSubmission = ({ value }: Observable): ResponseAction => ({
  ...submission,
  id: 'submit-url',
  title: 'Submit this URL to the sandbox',
  url: `/sandbox/url?${new URLSearchParams({ url: value })}`,
  inputs: [visibility],
});

/** Runs a posted file in the sandbox; `kept` is where it is kept how to find it again. */
export const fileSubmission = (kept: string, name: string): ResponseAction => ({
  ...submission,
  id: 'submit-file',
  title: `Submit the file “${name}” to the sandbox`,
  url: `/sandbox/file/${kept}`,
  inputs: [visibility],
});

/** What an action of ours submits; undefined for another's. */
export function submittedBy({ via, url }: ResponseAction): Readonly<{ url: string } | { kept: string }> | undefined {
  if (via !== 'sandbox') return undefined;
  const kept = /^\/sandbox\/file\/([\w-]{1,64})$/.exec(url)?.[1];
  if (kept !== undefined) return { kept };
  const given = url.startsWith('/sandbox/url?')
    ? new URLSearchParams(url.slice('/sandbox/url?'.length)).get('url')
    : null;
  return given ? { url: given } : undefined;
}

/** Only what was chosen makes it public. */
export const isPrivate = (given: Readonly<Record<string, string>> | undefined): boolean =>
  given?.['visibility'] !== 'public';
