import { type AutomationDoor, mostListed, type Workflow } from './workflow.ts';

/** What a name or an id stands for: one workflow, several, or none. `more`: XDR did not send all. */
export type FoundWorkflows = Readonly<{ workflows: readonly Workflow[]; more: boolean }>;

const ask = { purpose: 'command' } as const;
/** Ids as XDR makes them. */
const isId = (text: string): boolean => /^(?:definition_workflow_)?0[12][\dA-Z]{10,60}$/i.test(text);

/**
 * By its id; by its whole name, in any case; else all whose name holds the words. Of several with the same name all, since
 * nobody knows which is meant. Rejects with a Failure.
 */
export async function findWorkflow(
  door: Pick<AutomationDoor, 'listWorkflows' | 'readWorkflow'>,
  given: string,
): Promise<FoundWorkflows> {
  // Names are often written in quotation marks, which are no part of them.
  const words = given
    .trim()
    .replace(/^["“„'](.*)["”“']$/s, '$1')
    .trim();
  if (isId(words)) {
    const one = await door.readWorkflow(words, ask);
    return { workflows: one ? [one] : [], more: false };
  }
  const { workflows, more } = await door.listWorkflows(words.slice(0, 200), ask);
  const same = (text: string) => text.trim().toLowerCase();
  const named = workflows.filter(({ title }) => same(title) === same(words));
  if (named.length > 0) return { workflows: named, more: false };
  // What XDR searches in is not described: only what holds the words in its name is meant.
  return { workflows: workflows.filter(({ title }) => same(title).includes(same(words))), more };
}

/** Those whose name holds the text, by name. */
export async function listWorkflows(
  door: Pick<AutomationDoor, 'listWorkflows'>,
  text: string,
): Promise<FoundWorkflows> {
  const { workflows, more } = await door.listWorkflows(text.trim().slice(0, 200), ask);
  const sorted = workflows.toSorted((one, other) => one.title.localeCompare(other.title, 'en'));
  return { workflows: sorted.slice(0, mostListed), more };
}
