import type { FailureKind } from '../failure.ts';

/** Whether Threat Grid, not XDR, is what failed. */
export const isThreatGrids = (service: string | undefined): boolean => service?.startsWith('threat-grid') ?? false;

/** What of it is used up: calls, or the day's submissions. */
export const busyOf = (service: string | undefined): 'threat-grid-busy' | 'no-submissions' =>
  service === 'threat-grid quota' ? 'no-submissions' : 'threat-grid-busy';

type Told = Readonly<{ sentence: string; todo?: string; hint?: string }>;

/** What is said of Threat Grid where other words are said of XDR. */
export const threatGridWords: Readonly<Partial<Record<FailureKind, Told>>> = {
  unauthorized: {
    sentence: "Threat Grid does not accept the bot's API key.",
    todo: 'An administrator of the bot must check THREATGRID_API_KEY and THREATGRID_URL: a key works only in its own region.',
  },
  'bad-request': {
    sentence: 'Threat Grid refused what the bot asked.',
    todo: 'If it happens again, tell an administrator of the bot.',
  },
  'not-found': { sentence: 'Threat Grid does not know this.', todo: 'Check how it is written.' },
  unavailable: { sentence: 'Threat Grid has a fault of its own.' },
  'timed-out': { sentence: 'Threat Grid did not answer in time.' },
  unreachable: {
    sentence: 'Threat Grid could not be reached.',
    hint: 'If it stays so, an administrator of the bot must check network and proxy.',
  },
  malformed: { sentence: "Threat Grid's answer could not be read." },
  'too-large': { sentence: "Threat Grid's answer was larger than the bot takes.", todo: 'Tell an administrator.' },
};
