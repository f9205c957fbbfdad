import type { Json } from './message.ts';
import { SlackError } from './slack-error.ts';

/** What a Web API call was sent: strings from a form, or JSON values. Each reader accepts both, as Slack does. */
export type Arguments = Readonly<{
  text: (name: string) => string | undefined;
  /** Refuses with `invalid_arguments` when it is missing. */
  needed: (name: string) => string;
  flag: (name: string) => boolean;
  count: (name: string, fallback: number, most: number) => number;
  /** A JSON value, also when it came as a string; undefined when absent or empty. */
  json: (name: string, error: string) => unknown;
}>;

export function readArguments(contentType: string, body: string, query: URLSearchParams): Arguments {
  const given = parse(contentType, body);
  for (const [name, value] of query) given.set(name, value);
  const text = (name: string) => {
    const value = given.get(name);
    if (value === undefined || value === null) return undefined;
    return typeof value === 'object' ? JSON.stringify(value) : String(value);
  };
  return {
    text,
    needed: (name) => {
      const value = text(name);
      if (!value) {
        throw new SlackError('invalid_arguments', {
          response_metadata: { messages: [`[ERROR] missing required field: ${name}`] },
        });
      }
      return value;
    },
    flag: (name) => ['true', '1'].includes(text(name) ?? ''),
    count: (name, fallback, most) => {
      const value = Number(text(name) ?? fallback);
      return Number.isInteger(value) && value > 0 ? Math.min(value, most) : fallback;
    },
    json: (name, error) => {
      const value = given.get(name);
      if (value === undefined || value === null || value === '') return undefined;
      if (typeof value !== 'string') return value;
      try {
        return JSON.parse(value);
      } catch {
        throw new SlackError(error);
      }
    },
  };
}

function parse(contentType: string, body: string): Map<string, unknown> {
  if (contentType.startsWith('application/json')) {
    try {
      const value: unknown = body === '' ? {} : JSON.parse(body);
      if (isJson(value)) return new Map(Object.entries(value));
    } catch {
      // refused below, as text that is JSON but no object is
    }
    throw new SlackError('invalid_json');
  }
  return new Map<string, unknown>(new URLSearchParams(body));
}

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
