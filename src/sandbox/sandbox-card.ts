import { buttons } from '../cards/button.ts';
import { type Button, type Card, type Part, type Row, type Span, type Tone, text, value } from '../cards/card.ts';
import { trustedLink } from '../cards/link.ts';
import { outsideText } from '../cards/outside-text.ts';
import { shown, shownSpans, typeName } from '../cards/shown.ts';
import { capital, counted, joined, listed, timeGiven } from '../cards/wording.ts';
import { fileName } from '../files/files-card.ts';
import type { Observable } from '../observables/observable.ts';
import type { Sandboxed } from './look-in-sandbox.ts';
import { howSeen, isOwn } from './own-submission.ts';
import { stateWord, toneOfScore } from './score-words.ts';
import { type Behaviour, isOver, type Submission } from './submission.ts';
import { techniquesOf } from './techniques.ts';

export type SandboxCardFacts = Readonly<{
  found: Sandboxed;
  /** The page of a sample, in Threat Grid's own interface. */
  pageOf: (sample: string) => string | undefined;
  /** Hosts beside Cisco's that may be linked to. */
  trustedHosts: readonly string[];
  /** Under which id the contacts are kept; without it they cannot be looked up by a press. */
  listing?: string;
  /** Other buttons. */
  more?: readonly Button[];
  simulated: boolean;
}>;

/** Rows of each kind; what is beyond is counted. */
const most = { submissions: 5, behaviours: 8, contacts: 10 } as const;

/** What the sandbox has seen of an observable: submissions, and of the worst what it did and whom it spoke to. */
export function sandboxCard(facts: SandboxCardFacts): Card {
  const { found, simulated, listing, more = [] } = facts;
  const { observable, best, submissions, total, report, contacts } = found;
  const { tone, word, words } = heading(found);
  const name = shown(observable);
  const enrich: Button[] =
    listing !== undefined && contacts && contacts.observables.length > 0
      ? [
          {
            text: 'Enrich contacted',
            press: { do: 'show-all', listing },
            label: `Enrich contacted: ${counted(contacts.observables.length, 'observable')}`,
          },
        ]
      : [];
  return {
    headline: `${word}: ${name} (${typeName(observable)})${best && !isOwn(best, observable) ? ':' : ';'} ${words}`,
    simulated,
    parts: [
      { part: 'heading', tone, word, spans: [...shownSpans(observable), text(`: ${words}`)] },
      ...factsOf(found),
      ...section('Behavioural indicators', behavioursOf(found).map(behaviourRow), most.behaviours, 'indicator'),
      ...(contacts
        ? section('Contacted', contacts.observables.map(contactRow), most.contacts, 'contact', contacts.more)
        : []),
      ...section(
        best && submissions.length > 1 ? 'All submissions' : 'Submissions',
        submissions.map(submissionRow(observable)),
        most.submissions,
        'submission',
        Math.max(0, total - submissions.length),
      ),
      ...(best ? linkPart(best, facts) : []),
      ...gaps(found),
      ...buttons([...enrich, ...more]),
    ],
    data: {
      kind: 'sandbox',
      observable,
      submissions,
      total,
      ...(best ? { sample: best.sample } : {}),
      ...(best?.score !== undefined && isOwn(best, observable)
        ? { score: best.score, disposition: toneOfScore(best.score) }
        : {}),
      ...(report ? { report } : {}),
      ...(contacts ? { contacts } : {}),
    },
  };
}

/** A score is told as its own of the very file or URL alone: what contacted an address says little of the address. */
function heading({ observable, best, submissions, total }: Sandboxed): { tone: Tone; word: string; words: string } {
  const running = submissions.filter((one) => !isOver(one)).length;
  const many = counted(total, 'submission');
  if (best) {
    const also = running > 0 ? `, ${running} still running` : '';
    if (!isOwn(best, observable)) {
      const its = `${fileName({ name: best.name ?? '' })} with ${scoreWords(best)}`;
      const worst = total > 1 ? `; the worst is ${its}` : `, ${its}`;
      return { tone: 'info', word: 'Seen by the sandbox', words: `${howSeen(observable)} ${many}${worst}${also}` };
    }
    const others = submissions.some((one) => !isOwn(one, observable));
    const of = others
      ? `its own score; ${many} have to do with it`
      : `${total > 1 ? `the worst of ${many}` : many} to the sandbox`;
    return {
      tone: toneOfScore(best.score),
      word: capital(scoreWords(best)),
      words: `${of}${also}`,
    };
  }
  if (running > 0) return { tone: 'unknown', word: 'Running', words: `${many} to the sandbox, none is finished yet` };
  if (total > 0) return { tone: 'incomplete', word: 'No report', words: `${many} to the sandbox, none came to an end` };
  return { tone: 'unknown', word: 'Not found', words: 'nothing that was submitted to the sandbox has to do with it' };
}

const scoreWords = ({ score }: Submission): string =>
  score === undefined ? 'threat score unknown' : `threat score ${score}`;

function factsOf({ best, report }: Sandboxed): readonly Part[] {
  const { tactics, techniques } = techniquesOf(report?.behaviours ?? []);
  const facts = [
    ...fact('File', best?.name === undefined ? [] : [text(outsideText(best.name, 120))]),
    ...fact('Type', report?.fileType === undefined ? [] : [text(outsideText(report.fileType, 120))]),
    ...fact('SHA-256', best?.sha256 === undefined ? [] : [value(outsideText(best.sha256, 64))]),
    ...fact('Tactics', tactics.length > 0 ? [text(listed(tactics, 6))] : []),
    ...fact('Techniques', techniques.length > 0 ? [text(listed(techniques, 6))] : []),
    ...fact('First seen', report?.firstSeen === undefined ? [] : [timeGiven(report.firstSeen)]),
    ...fact('Last seen', report?.lastSeen === undefined ? [] : [timeGiven(report.lastSeen)]),
  ];
  return facts.length > 0 ? [{ part: 'facts', facts }] : [];
}

const fact = (name: string, spans: readonly Span[]) => (spans.length > 0 ? [{ name, spans }] : []);

/** Of the summary; where that could not be read, what the search said. */
const behavioursOf = ({ report, best }: Sandboxed): readonly Behaviour[] =>
  (report?.behaviours ?? best?.behaviours ?? []).toSorted((one, other) => other.score - one.score);

const behaviourRow = ({ name, title, score, severity, confidence, categories }: Behaviour): Row => ({
  tone: toneOfScore(score),
  word: String(score),
  spans: [text(outsideText(title ?? name, 120) || 'without a name')],
  notes: joined([
    severity === undefined ? [] : [text(`severity ${severity}`)],
    confidence === undefined ? [] : [text(`confidence ${confidence}`)],
    categories.length > 0 ? [text(listed(categories.map((one) => outsideText(one, 30)).filter(Boolean), 4))] : [],
  ]),
});

const contactRow = (one: Sandboxed['observable']): Row => ({
  tone: 'info',
  word: one.type === 'domain' ? 'Domain' : 'Address',
  spans: [value(shown(one, 100))],
});

const submissionRow =
  (wanted: Observable) =>
  (one: Submission): Row => ({
    tone: one.state === 'succ' ? toneOfScore(one.score) : isOver(one) ? 'failed' : 'info',
    word: one.score === undefined ? outsideText(stateWord(one), 20) : `Score ${one.score}`,
    spans: [text(outsideText(one.name ?? '', 100) || 'without a name')],
    notes: joined([
      one.submittedAt === undefined ? [] : [text('submitted '), timeGiven(one.submittedAt)],
      one.login === undefined ? [] : [text(`by ${outsideText(one.login, 40)}`)],
      one.isPrivate ? [text('private')] : [],
      isItself(one, wanted) ? [] : [text('has this file in it')],
    ]),
  });

/** A search for a hash also finds what a file with it was found in. */
function isItself(one: Submission, wanted: Observable): boolean {
  const isHash = ['md5', 'sha1', 'sha256'].includes(wanted.type);
  return !isHash || !(one.sha256 ?? one.sha1 ?? one.md5) || isOwn(one, wanted);
}

function section(title: string, rows: readonly Row[], limit: number, what: string, beyond = 0): readonly Part[] {
  if (rows.length === 0) return [];
  const more = Math.max(0, rows.length - limit) + beyond;
  return [
    { part: 'rows', title, rows: rows.slice(0, limit) },
    ...(more > 0 ? [{ part: 'note' as const, spans: [text(`And ${counted(more, `more ${what}`)}.`)] }] : []),
  ];
}

function linkPart({ sample, name }: Submission, { pageOf, trustedHosts }: SandboxCardFacts): readonly Part[] {
  const link = trustedLink(pageOf(sample) ?? '', trustedHosts);
  const words = `Report of ${outsideText(name ?? '', 60) || 'the worst'}`;
  return link ? [{ part: 'links', links: [{ text: words, ...link }] }] : [];
}

function gaps({ lacks }: Sandboxed): readonly Part[] {
  if (lacks.length === 0) return [];
  const names = lacks.map((one) => ({ report: 'its indicators in full', contacts: 'what it contacted' })[one]);
  return [
    { part: 'note', spans: [text(`Threat Grid did not tell ${listed(names)} just now; ask again in a minute.`)] },
  ];
}
