import type { Inspect } from '../observables/detect.ts';
import { longestContent } from '../observables/detect.ts';
import { type Observable, observableKey } from '../observables/observable.ts';
import { inspectedCard } from '../verdicts/inspected-card.ts';
import { type Command, scopes } from './command.ts';

/** What XDR's own Inspect finds in a text. The one command that sends its text whole, and says so. */
export function createInspect({ inspect, simulated }: { inspect: Inspect; simulated: boolean }): Command {
  return {
    verb: 'inspect',
    usage: 'inspect <any text>',
    does: 'Sends the whole text to XDR’s Inspect and lists the observables it finds.',
    role: 'readers',
    scopes: [scopes.inspect],
    run: async ({ rest }) => {
      const found = (await Promise.all(pieces(rest).map((piece) => inspect(piece, { purpose: 'command' })))).flat();
      const observables: Observable[] = [...new Map(found.map((one) => [observableKey(one), one])).values()];
      return inspectedCard({ observables, sent: rest.length, simulated });
    },
  };
}

/** The text in pieces of at most 2,000 characters, cut at white space where there is some, so that no value is torn. */
export function pieces(text: string): string[] {
  const result: string[] = [];
  let left = text;
  while (left.length > longestContent) {
    const space = left.slice(0, longestContent).search(/\s\S*$/);
    const cut = space > 0 ? space : longestContent;
    result.push(left.slice(0, cut));
    left = left.slice(cut).trimStart();
  }
  if (left) result.push(left);
  return result;
}
