import { type Card, text, value } from './card.ts';
import { notice } from './notice.ts';
import { outsideText } from './outside-text.ts';

export type MissingScopeCardFacts = Readonly<{
  /** What was wanted, such as `details`; absent when the failure came from deeper down. */
  verb?: string;
  /** The scopes that are missing, in XDR's grammar. */
  missing: readonly string[];
  reference?: string;
  simulated: boolean;
}>;

const mostScopes = 10;

/** The API client was not granted what this needs. */
export function missingScopeCard({ verb, missing, reference, simulated }: MissingScopeCardFacts): Card {
  const wish = verb === undefined ? 'this' : `“${outsideText(verb, 40)}”`;
  const scopes = missing.slice(0, mostScopes).map((scope) => value(outsideText(scope, 100)));
  const spans = scopes.flatMap((scope, at) => (at === 0 ? [scope] : [text(', '), scope]));
  const named = scopes.length > 0;
  return notice({
    tone: 'refused',
    word: 'Not granted',
    sentence: `the bot's XDR API client may not do ${wish}.`,
    more: named
      ? [{ part: 'facts', facts: [{ name: missing.length === 1 ? 'Missing scope' : 'Missing scopes', spans }] }]
      : [],
    todo: [
      text(
        named
          ? `An administrator of XDR can grant ${missing.length === 1 ? 'it' : 'them'} to the API client (Administration, API Clients).`
          : 'XDR did not say which scope. An administrator of XDR can compare the API client with the scopes in “status” and “help”.',
      ),
    ],
    small: reference === undefined ? [] : [text(`Reference ${outsideText(reference, 40)}.`)],
    simulated,
    data: { kind: 'refusal', why: 'missing-scope', scopes: missing },
  });
}
