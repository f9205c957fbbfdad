import type { Candidate } from '../observables/candidates.ts';
import type { Detect } from '../observables/detect.ts';
import type { LookUp } from '../verdicts/look-up.ts';
import type { ShowVerdicts } from '../verdicts/show-verdicts.ts';
import { type Command, scopes } from './command.ts';

/** More observables than this in one command are told, not looked up. */
export const mostObservables = 500;

/** Any text in: its observables, private addresses too, with what XDR knows of them. */
export function createEnrich({
  candidatesIn,
  detect,
  lookUp,
  showVerdicts,
}: {
  candidatesIn: (text: string) => readonly Candidate[];
  detect: Detect;
  lookUp: LookUp;
  showVerdicts: ShowVerdicts;
}): Command {
  return {
    verb: 'enrich',
    usage: 'enrich <any text>',
    does: 'Looks up every address, domain, URL, hash or e-mail address in the text.',
    role: 'readers',
    scopes: [scopes.inspect, scopes.deliberate],
    run: async ({ rest, place }) => {
      const candidates = candidatesIn(rest).map((candidate) => candidate.value);
      const observables = await detect(candidates.slice(0, mostObservables), { purpose: 'command' });
      const findings = await lookUp(observables.slice(0, mostObservables), { purpose: 'command' });
      const beyond = Math.max(0, candidates.length - mostObservables);
      return showVerdicts({ findings, found: observables.length + beyond, place });
    },
  };
}
