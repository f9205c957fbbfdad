/** An element as text; attributes that are undefined are left out. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number | undefined>>,
  content = '',
): string {
  const its = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined
      ? []
      : [` ${key}="${escaped(typeof value === 'number' ? String(Math.round(value * 100) / 100) : value)}"`],
  );
  return content === '' ? `<${name}${its.join('')}/>` : `<${name}${its.join('')}>${content}</${name}>`;
}

export const text = (
  x: number,
  y: number,
  words: string,
  more: Readonly<Record<string, string | number>> = {},
): string => element('text', { x, y, ...more }, escaped(words));

const escaped = (value: string) =>
  value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** A whole picture, readable on light and dark pages, with its title and description for those who do not see it. */
export function picture(
  width: number,
  height: number,
  title: string,
  description: string,
  content: readonly string[],
): string {
  const style = `
    text { font: 13px system-ui, sans-serif; fill: #24292f }
    .title { font-size: 16px; font-weight: 600 }
    .small { font-size: 12px; fill: #57606a }
    .axis { stroke: #8c959f; stroke-width: 1 }
    .grid { stroke: #8c959f; stroke-opacity: .3; stroke-width: 1 }
    .limit { stroke: #bc4c00; stroke-width: 1.5; stroke-dasharray: 6 4 }
    .paper { fill: #ffffff }
    .c0 { fill: #0969da; stroke: #0969da } .c1 { fill: #8250df; stroke: #8250df }
    .c2 { fill: #1a7f37; stroke: #1a7f37 } .c3 { fill: #9a6700; stroke: #9a6700 } .c4 { fill: #8c959f; stroke: #8c959f }
    polyline.line { fill: none } .line { stroke-width: 2 }
    .second { stroke-dasharray: 5 3 }
    @media (prefers-color-scheme: dark) {
      text { fill: #e6edf3 } .small { fill: #9198a1 } .paper { fill: #0d1117 }
      .c0 { fill: #58a6ff; stroke: #58a6ff } .c1 { fill: #bc8cff; stroke: #bc8cff }
      .c2 { fill: #3fb950; stroke: #3fb950 } .c3 { fill: #d29922; stroke: #d29922 }
      .limit { stroke: #f0883e }
    }`;
  const parts = [
    element('title', { id: 'title' }, escaped(title)),
    element('desc', { id: 'desc' }, escaped(description)),
    `<style>${style}\n  </style>`,
    element('rect', { width, height, class: 'paper' }),
    text(20, 28, title, { class: 'title' }),
    ...content,
  ];
  const attributes = {
    xmlns: 'http://www.w3.org/2000/svg',
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    role: 'img',
    'aria-labelledby': 'title desc',
  };
  return `${element('svg', attributes, `\n  ${parts.join('\n  ')}\n`)}\n`;
}
