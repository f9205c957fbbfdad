import type { Branch, Graph } from './choose.ts';
import type { Edge } from './web.ts';

/** Where things stand, in units of which a phone is 390 wide. */
export type Placed = Readonly<{
  branch: Branch;
  x: number;
  /** Top of the box. */
  y: number;
  /** Row of the relation's words above the box; absent where the one before hangs by the same. */
  words?: number;
  /** Under the node above: where its line comes down. */
  trunk?: number;
  /** Bottom of the box above. */
  from?: number;
  across: readonly Readonly<{ edge: Edge; y: number }>[];
  /** Where it is said that more hang by the same relation: below all that hangs on this one. */
  more?: number;
}>;

export const measures = {
  width: 390,
  margin: 12,
  indent: 24,
  box: 34,
  gap: 8,
  words: 22,
  across: 20,
  /** Room at the right for lines across. */
  gutter: 26,
} as const;

/**
 * A tree as a phone is: narrow and as high as it must be. Each node has a row of its own, what hangs on it stands below
 * and further in, and the words of a relation stand above those that hang by it.
 */
export function layOut({ root, across }: Graph, top: number): Readonly<{ rows: readonly Placed[]; bottom: number }> {
  const { margin, indent, box, gap, words: wordsHeight, across: acrossHeight } = measures;
  const rows: Placed[] = [];
  let y = top;
  const place = (
    branch: Branch,
    depth: number,
    above: { trunk: number; from: number } | undefined,
    named: boolean,
  ): void => {
    const words = named ? y : undefined;
    if (named) y += wordsHeight;
    const lines = across.filter(({ from }) => from === branch.node.id);
    const x = margin + depth * indent;
    const own = y;
    y += box;
    const told = lines.map((edge) => {
      const line = { edge, y };
      y += acrossHeight;
      return line;
    });
    const at = rows.push({ branch, x, y: own, ...(words !== undefined && { words }), ...above, across: told }) - 1;
    y += gap;
    let before: Branch | undefined;
    for (const child of branch.children) {
      const same = before?.by?.words === child.by?.words && before?.by?.outwards === child.by?.outwards;
      place(child, depth + 1, { trunk: x + indent / 2, from: own + box }, !same);
      before = child;
    }
    if (branch.more === undefined) return;
    rows[at] = { ...rows[at]!, more: y };
    y += acrossHeight;
  };
  place(root, 0, undefined, false);
  return { rows, bottom: y };
}
