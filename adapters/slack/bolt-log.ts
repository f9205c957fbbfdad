import { type Logger, LogLevel } from '@slack/bolt';
import type { Log } from '../../src/log.ts';

/**
 * Bolt's logger over ours. Only its warnings and errors, and of them only the words: below that level its clients print
 * whole requests and messages.
 */
export function createBoltLog(log: Log): Logger {
  const words = (said: unknown[]) =>
    said
      .map((one) => (one instanceof Error ? one.message : typeof one === 'string' ? one : ''))
      .join(' ')
      .slice(0, 300);
  return {
    debug: () => {},
    info: () => {},
    warn: (...said) => log.warn({ said: words(said) }, 'slack library warns'),
    error: (...said) => log.warn({ said: words(said) }, 'slack library reports an error'),
    setLevel: () => {},
    getLevel: () => LogLevel.WARN,
    setName: () => {},
  };
}
