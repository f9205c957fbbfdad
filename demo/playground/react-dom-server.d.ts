/** Of react-dom/server, what the playground uses; the package's own types come separately and are not installed. */
declare module 'react-dom/server' {
  import type { ReactNode } from 'react';

  export function renderToStaticMarkup(element: ReactNode): string;
}
