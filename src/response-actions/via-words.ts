import { sourceName } from '../cards/outside-text.ts';
import { isWorkflow, type ResponseAction } from './response-action.ts';
import { isTask } from './task-words.ts';

/** What is said of an action by who carries it out. Words begin with a capital, sentences are whole. */
export type ViaWords = Readonly<{
  /** Who is called. */
  service: string;
  /** By whose right it is called, at the beginning of a sentence. */
  caller: string;
  /** What becomes of it once it is confirmed, as the beginning of a sentence. */
  happens: string;
  /** How a request stands whose call is made, whose call was taken, and whose outcome came afterwards. */
  calling: string;
  taken: string;
  succeeded: string;
  /** What it means that the call was taken. */
  means: string;
  /** The service says that it failed. */
  failed: string;
  /** Where somebody looks whether it was done; absent: at the module. */
  where?: string;
  /** How it is asked for again, after the prefix; absent: as it was asked for before. */
  anew?: string;
  /** Why the service refuses it, where it says no more. */
  refused: string;
  /** Why it is not taken just now. */
  spent: string;
  /** For whom an approved request waits. */
  waits: string;
  /** Where the reason goes beside the audit: `written into XDR and `. */
  reasonGoes?: string;
  /** What it is called where a scope is missing. */
  verb: string;
}>;

const throughModule: ViaWords = {
  service: 'XDR',
  caller: 'The API client',
  happens: 'It is run',
  calling: 'Running',
  taken: 'Done',
  succeeded: 'Succeeded',
  means: 'XDR said that it was done.',
  failed: 'The module says that it failed.',
  anew: 'respond <observable>',
  refused: 'XDR refused it: the action may not be offered any more. Ask for the actions anew.',
  spent: 'XDR has no calls left for the organisation just now; ask again later.',
  waits: 'XDR has asked everybody to wait until ',
  verb: 'respond',
};

const words = {
  module: throughModule,
  /** Of a workflow that a module offers, XDR says no more than that it was started. */
  started: {
    ...throughModule,
    taken: 'Started',
    means: 'XDR started the workflow; what it did stands in XDR Automation.',
  },
  workflow: {
    ...throughModule,
    service: 'XDR Automation',
    calling: 'Starting',
    taken: 'Started',
    means: 'XDR Automation started the workflow.',
    failed: 'XDR Automation says that it failed.',
    where: 'XDR Automation',
    anew: 'workflow list',
    refused: 'XDR Automation refused it: the workflow may have been changed, or an input does not fit.',
    spent: 'XDR Automation takes no more starts just now (10 a minute for the organisation); ask again in a minute.',
    waits: 'XDR Automation takes 10 starts a minute, and one person gets 8 of them; this one begins at ',
    verb: 'workflow run',
  },
  /** An answer to what a workflow waits for. */
  task: {
    ...throughModule,
    service: 'XDR Automation',
    happens: 'The answer is sent',
    calling: 'Answering',
    taken: 'Answered',
    means: 'XDR Automation has taken the answer.',
    failed: 'XDR Automation says that it failed.',
    where: 'XDR Automation',
    anew: 'workflow tasks',
    refused: 'XDR Automation refused it: somebody may have answered before.',
    spent: 'XDR Automation takes nothing more just now; ask again later.',
    verb: 'workflow tasks',
  },
  judgement: {
    ...throughModule,
    happens: 'It is done',
    means: 'XDR has taken it.',
    failed: 'XDR says that it failed.',
    where: 'XDR (private intelligence)',
    anew: undefined,
    refused: 'XDR refused it: what it was about may have changed.',
    reasonGoes: 'written into XDR and ',
    verb: 'judge',
  },
  sandbox: {
    service: 'Threat Grid',
    caller: 'The key for Threat Grid',
    happens: 'It is submitted',
    calling: 'Submitting',
    taken: 'Submitted',
    succeeded: 'Analysed',
    means: 'Threat Grid has taken it for analysis.',
    failed: 'Threat Grid says that it failed.',
    where: 'Threat Grid',
    refused: 'Threat Grid refused it.',
    spent: 'Threat Grid takes nothing more just now; ask again later.',
    waits: 'Threat Grid has asked to wait until ',
    verb: 'submit',
  },
} as const satisfies Record<string, Omit<ViaWords, 'anew'> & { anew?: string | undefined }>;

/** The words for who carries an action out. */
export function viaWords(action: Pick<ResponseAction, 'via' | 'id' | 'module' | 'url'>): ViaWords {
  const { anew, ...its }: Omit<ViaWords, 'anew'> & { anew?: string | undefined } =
    words[isTask(action) ? 'task' : (action.via ?? (isWorkflow(action) ? 'started' : 'module'))];
  return { ...its, ...(anew === undefined ? {} : { anew }) };
}

/** Where somebody looks whether an action was done. */
export const whereToLook = (action: ResponseAction): string => viaWords(action).where ?? sourceName(action.module);
