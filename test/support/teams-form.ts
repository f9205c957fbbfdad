/** Forms of the Teams adapter, as a client has them before it and fills them in. */

type Node = Readonly<Record<string, unknown>>;
const nodesIn = (value: unknown): Node[] =>
  typeof value !== 'object' || value === null
    ? []
    : [...(Array.isArray(value) ? [] : [value as Node]), ...Object.values(value).flatMap(nodesIn)];

/** The card with inputs in an answer or a message; undefined when there is none. */
export const formIn = (shown: unknown): Node | undefined => {
  const card = nodesIn(shown).find(({ type }) => type === 'AdaptiveCard');
  return nodesIn(card).some(({ type }) => String(type).startsWith('Input.')) ? card : undefined;
};

/** What a client sends of a form: the data of its button, and into it what stands in the inputs. */
export function filledIn(form: unknown, fields: Readonly<Record<string, string>>): Node {
  const inputs = nodesIn(form).filter(({ type }) => String(type).startsWith('Input.'));
  const initial = Object.fromEntries(inputs.map(({ id, value }) => [String(id), value ?? '']));
  const typed = Object.fromEntries(Object.entries(fields).map(([name, value]) => [`field-${name}`, value]));
  const button = nodesIn(form).find(({ associatedInputs }) => associatedInputs === 'auto');
  return { ...(button?.['data'] as Node), ...initial, ...typed };
}
