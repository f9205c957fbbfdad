import { printable } from '../cards/outside-text.ts';

/** A piece of SVG: made by the functions here alone, which escape every string. */
export type Svg = string & { readonly svg: unique symbol };
type Attributes = Readonly<Record<string, string | number>>;

/** What XML reads as markup. https://www.w3.org/TR/xml/#syntax */
const marks: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Text that somebody wrote, for XML: what XML does not take at all, or a reader does not see, is gone. */
const escaped = (text: string): string =>
  printable(text)
    .replace(/[\uFFFE\uFFFF]/g, '')
    .replace(/[&<>"']/g, (mark) => marks[mark]!);

/** Hundredths are finer than any screen, and keep files small. */
const written = (value: string | number): string =>
  typeof value === 'number' ? String(Math.round(value * 100) / 100) : escaped(value);

export function element(name: string, attributes: Attributes, children: readonly Svg[] = []): Svg {
  const list = Object.entries(attributes).map(([key, value]) => ` ${key}="${written(value)}"`);
  return `<${name}${list.join('')}${children.length > 0 ? `>${children.join('')}</${name}>` : '/>'}` as Svg;
}

/** One line of text; the only place where words of others enter a picture. */
export function words(text: string, x: number, y: number, size: number, attributes: Attributes = {}): Svg {
  const list = Object.entries({ x, y, 'font-size': size, ...attributes });
  return `<text${list.map(([key, value]) => ` ${key}="${written(value)}"`).join('')}>${escaped(text)}</text>` as Svg;
}

/**
 * A picture on a ground of its own, so that it is legible whatever is around it, and as large as a phone is wide. `label`
 * is what a reader of the file hears.
 */
export function picture(
  { width, height, label }: { width: number; height: number; label: string },
  children: readonly Svg[],
): Svg {
  const round = {
    x: 0.5,
    y: 0.5,
    width: width - 1,
    height: height - 1,
    rx: 8,
    fill: colours.ground,
    stroke: colours.line,
  };
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      role: 'img',
      'aria-label': label,
      'font-family': 'Roboto, Helvetica, Arial, sans-serif',
    },
    [element('rect', { width, height, fill: colours.ground }), element('rect', round), ...children],
  );
}

/** Of text at least 7:1 on the ground, of signs at least 4.5:1 (WCAG 2.2, 1.4.6 and 1.4.11). */
export const colours = {
  ground: '#f6f8fa',
  box: '#ffffff',
  line: '#c4ccd4',
  arrow: '#57606a',
  text: '#1f2328',
  subtle: '#424a53',
  red: '#b3121f',
  amber: '#8a5a00',
  blue: '#0b57a4',
  green: '#116329',
  grey: '#57606a',
  violet: '#6639ba',
} as const;
