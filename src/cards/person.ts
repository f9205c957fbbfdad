import type { Platform } from '../incoming.ts';
import type { Span } from './card.ts';
import { outsideText } from './outside-text.ts';

/** Somebody as the platform shows people, elsewhere by name (outside text); by his id where nobody gave one. */
export const personSpan = ({
  platform,
  id,
  name = '',
}: Readonly<{ platform: Platform; id: string; name?: string | undefined }>): Span & { span: 'person' } => ({
  span: 'person',
  platform,
  id,
  name: outsideText(name, 60) || outsideText(`${platform}:${id}`, 80),
});
