import fc from 'fast-check';
import { busyCard } from '../../src/cards/busy-card.ts';
import type { Card } from '../../src/cards/card.ts';
import { failureCard } from '../../src/cards/failure-card.ts';
import { helpCard } from '../../src/cards/help-card.ts';
import { joinCard } from '../../src/cards/join-card.ts';
import { missingScopeCard } from '../../src/cards/missing-scope-card.ts';
import { notPermittedCard } from '../../src/cards/not-permitted-card.ts';
import { plainText } from '../../src/cards/plain-text.ts';
import { regionsCard } from '../../src/cards/regions-card.ts';
import { statusCard } from '../../src/cards/status-card.ts';
import { usageCard } from '../../src/cards/usage-card.ts';
import { intelCard } from '../../src/intel/intel-card.ts';
import { actionCard } from '../../src/response-actions/action-card.ts';
import { sandboxCard } from '../../src/sandbox/sandbox-card.ts';
import { detailsCard } from '../../src/verdicts/details-card.ts';
import { inspectedCard } from '../../src/verdicts/inspected-card.ts';
import { pivotCard } from '../../src/verdicts/pivot-card.ts';
import { allRowsCard, verdictCard } from '../../src/verdicts/verdict-card.ts';
import { tasksCard } from '../../src/workflows/tasks-card.ts';
import { whyNotCard } from '../../src/workflows/workflow-refusals.ts';
import { workflowCard, workflowsCard } from '../../src/workflows/workflows-card.ts';
import { hostile } from './hostile-strings.ts';
import { finding, gap, says } from './samples.ts';

const xdrPage = { page: '', trustedHosts: [], simulated: true };
const terms = {
  category: 'workflow',
  allowed: true,
  allowedHere: true,
  confirm: 'reason',
  approvals: 0,
  expiresMs: 1,
  dryRun: false,
  timed: true,
} as const;
const runOf = (bad: string) =>
  ({
    id: 'w',
    title: bad,
    description: bad,
    categories: [bad],
    module: bad,
    moduleId: 'automation',
    url: '/workflow/start/w',
    via: 'workflow',
  }) as const;

/** Every card that takes a string from outside, with that string everywhere. */
const cards: Readonly<Record<string, (bad: string, many: number) => Card>> = {
  'verdict of one': (bad) => {
    const observable = { type: bad, value: bad };
    const verdicts = [says(observable, 'malicious', bad, bad), says(observable, 'clean', `${bad}2`)];
    const one = finding(observable, {
      verdicts,
      via: [{ observable, verdicts }],
      gaps: [gap(bad, 'failed')],
      answered: [bad],
    });
    return verdictCard({ findings: [one], simulated: true, offers: { details: true, pivot: true } });
  },
  'verdicts of several': (bad, many) => {
    const observable = { type: bad, value: bad };
    const findings = Array.from({ length: many + 2 }, () => finding(observable, { gaps: [gap(bad, 'failed')] }));
    return allRowsCard({ findings, simulated: false, offers: { details: true, pivot: true } });
  },
  'verdict with an own judgement': (bad) => {
    const observable = { type: bad, value: bad };
    const verdicts = [{ ...says(observable, 'clean', bad, bad), own: true as const, reason: bad }];
    const one = finding(observable, { verdicts, via: [{ observable, verdicts }] });
    return verdictCard({ findings: [one], simulated: true, offers: { details: true, pivot: true } });
  },
  workflows: (bad, many) =>
    workflowsCard({
      listed: Array.from({ length: many + 2 }, () => ({
        workflow: { id: 'w', title: bad, description: bad, categories: [bad], valid: true },
        terms,
      })),
      words: bad,
      more: true,
      ...xdrPage,
    }),
  'workflow to run': (bad) =>
    workflowCard({
      workflow: { id: 'w', title: bad, description: bad, categories: [], valid: true },
      action: { ...runOf(bad), inputs: [{ name: 'a', label: bad, kind: 'secret', hint: bad }] },
      press: { do: 'workflow', workflow: 'w' },
      terms,
      ...xdrPage,
    }),
  'workflow not to run': (bad) =>
    whyNotCard(
      { id: 'w', title: bad, categories: [], valid: true },
      { why: 'input', name: bad, type: bad },
      { ...xdrPage },
    ),
  'workflow tasks': (bad) =>
    tasksCard({
      tasks: [
        {
          task: {
            id: 't',
            title: bad,
            kind: 'approval',
            state: bad,
            open: true,
            text: bad,
            choices: [bad],
            fields: [],
            requestor: bad,
            due: bad,
          },
          own: true,
          answers: [{ words: bad, press: { do: 'choose', offers: 'o', action: 0 }, terms }],
        },
      ],
      all: 3,
      ...xdrPage,
    }),
  'run that is followed': (bad, many) =>
    actionCard({
      request: {
        id: 'R1',
        state: 'done',
        version: 1,
        requester: { platform: 'slack', workspace: 'T1', id: 'U1', human: 'slack:U1' },
        place: { platform: 'slack', workspace: 'T1', channel: 'C1', kind: 'channel', outsiders: false },
        action: { ...runOf(bad), inputs: [{ name: 'a', label: bad, kind: 'long' }] },
        given: { a: bad },
        origin: 'asked',
        terms,
        reason: bad,
        approvals: [],
        result: { at: 0, made: bad },
        progress: {
          state: bad,
          over: true,
          failed: true,
          says: new Array<string>(many + 1).fill(bad),
          link: bad,
          looks: 1,
          since: 0,
          endedAt: 0,
        },
        createdAt: 0,
        lookedAt: 0,
        expiresAt: 0,
        changedAt: 0,
      },
      caller: bad,
      prefix: '/xdr',
      simulated: true,
    }),
  intel: (bad, many) =>
    intelCard({
      observable: { type: bad, value: bad },
      intel: {
        verdict: says({ type: bad, value: bad }, 'malicious', bad, bad),
        judgements: Array.from({ length: many }, () => ({
          module: bad,
          observable: { type: bad, value: bad },
          disposition: 'suspicious' as const,
          reason: bad,
          source: bad,
          severity: bad,
          confidence: bad,
          sourceUrl: bad,
          reasonUrl: bad,
          from: bad,
        })),
        ended: many,
        indicators: Array.from({ length: many }, () => ({
          module: bad,
          title: bad,
          types: [bad, bad],
          tags: [bad],
          producer: bad,
          severity: bad,
        })),
        indicatorsInAll: many,
        gaps: ['verdict', 'indicators'],
      },
      trustedHosts: [],
      simulated: false,
    }),
  details: (bad, many) =>
    detailsCard({
      observable: { type: bad, value: bad },
      observation: {
        verdicts: [],
        judgements: Array.from({ length: many }, () => ({
          module: bad,
          disposition: 'suspicious' as const,
          reason: bad,
          source: `${bad}!`,
          severity: bad,
          confidence: bad,
          reasonUrl: bad,
          from: bad,
        })),
        sightings: Array.from({ length: many }, () => ({
          module: bad,
          title: bad,
          source: `${bad}!`,
          count: 1,
          resolution: bad,
          internal: true,
          from: bad,
          until: bad,
          targets: [{ type: bad, observables: [{ type: bad, value: bad }] }],
        })),
        indicators: Array.from({ length: many }, () => ({
          module: bad,
          title: bad,
          producer: `${bad}!`,
          tags: [bad, bad],
        })),
        gaps: [gap(bad, 'timed-out'), gap(`${bad}?`, 'failed', true)],
        answered: [bad],
      },
      simulated: false,
      trustedHosts: [],
      offers: { pivot: true },
    }),
  pivot: (bad, many) =>
    pivotCard({
      observable: { type: bad, value: bad },
      links: Array.from({ length: many }, () => ({ title: bad, url: bad, module: bad })),
      gaps: [],
      simulated: false,
      trustedHosts: [],
    }),
  inspected: (bad, many) =>
    inspectedCard({
      observables: Array.from({ length: many }, (_, at) => ({ type: `${bad}${at % 9}`, value: bad })),
      sent: 1,
      simulated: false,
    }),
  sandbox: (bad, many) => {
    const behaviour = {
      name: bad,
      title: bad,
      score: 95,
      severity: 95,
      confidence: 100,
      categories: [bad],
      tags: [bad],
    };
    const behaviours = Array.from({ length: many }, () => behaviour);
    const submission = {
      sample: bad,
      state: bad,
      name: bad,
      sha256: bad,
      submittedAt: bad,
      login: bad,
      isPrivate: true,
      tags: [bad],
      score: 95,
      behaviours,
    };
    const observable = { type: bad, value: bad };
    return sandboxCard({
      found: {
        observable,
        submissions: Array.from({ length: many }, () => submission),
        total: many,
        best: submission,
        report: { behaviours, firstSeen: bad, lastSeen: bad, fileType: bad },
        contacts: { observables: Array.from({ length: many }, () => observable), more: many },
        lacks: ['report'],
        askedAt: 0,
      },
      pageOf: () => bad,
      trustedHosts: [],
      listing: bad,
      simulated: false,
    });
  },
  failure: (bad) =>
    failureCard({
      failure: { kind: 'malformed', facts: { service: bad, traceId: bad } },
      reference: bad,
      simulated: false,
    }),
  'missing scope': (bad, many) =>
    missingScopeCard({ verb: bad, missing: Array.from({ length: many }, () => bad), reference: bad, simulated: false }),
  'not permitted': (bad) => notPermittedCard({ verb: bad, needs: 'analysts', standing: 'member', simulated: false }),
  busy: (bad) => busyCard({ why: 'over-budget', retryAt: Number.NaN, reference: bad, simulated: false }),
  usage: (bad) =>
    usageCard({
      given: bad,
      unknown: true,
      forms: [{ usage: 'help', does: 'this' }],
      prefix: '/xdr',
      simulated: false,
    }),
  help: () => helpCard({ verbs: [{ usage: 'help', does: 'this', missing: [] }], prefix: '/xdr', simulated: false }),
  join: (bad) =>
    joinCard({ watch: 'quiet', urls: 'path', email: 'off', region: bad, prefix: '/xdr', simulated: false }),
  regions: (bad, many) =>
    regionsCard({
      from: 'clouds.json',
      clouds: Array.from({ length: many }, () => ({ name: bad, region: bad, visibility: bad })),
    }),
  status: (bad, many) =>
    statusCard({
      status: {
        version: bad,
        xdr: { state: 'degraded', reason: bad },
        region: bad,
        scopes: Array.from({ length: many }, () => bad),
        budget: { limit: 4000, used: 1 },
        here: { watch: 'quiet', present: false },
        platforms: [{ platform: bad, state: 'degraded', reason: bad }],
        database: bad,
      },
      simulated: false,
    }),
};

/** Every string of a card that a renderer shows. */
function strings(node: unknown): readonly string[] {
  if (typeof node === 'string') return [node];
  if (Array.isArray(node)) return node.flatMap(strings);
  if (node === null || typeof node !== 'object') return [];
  return Object.entries(node).flatMap(([key, child]) => (key === 'press' || key === 'data' ? [] : strings(child)));
}

const obeyed = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
const live = /https?:\/\/|ftp:\/\/|evil[.。．｡]example|@evil|<[!@#/a-z]|1\.2\.3\.4/i;

test.each(Object.entries(cards))('a hostile string stays text in the card: %s', (_name, build) => {
  fc.assert(
    fc.property(hostile, fc.nat(150), (bad, many) => {
      const card = build(bad, many);
      const shown = strings({ ...card, data: undefined });
      expect(shown.filter((words) => obeyed.test(words) || live.test(words) || words.length >= 2000)).toEqual([]);
      expect(card.headline).not.toBe('');
      const text = plainText(card);
      expect(text.replaceAll('\n', '')).not.toMatch(obeyed);
      expect(text.length).toBeLessThan(60_000);
      expect(text.split('\n').length).toBeLessThan(600);
    }),
    { numRuns: 40 },
  );
});

test('plain text cleans what a card was built with by mistake', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (bad) => {
      const spans = [
        { span: 'text' as const, text: bad },
        { span: 'time' as const, at: bad },
        { span: 'link' as const, text: bad, url: bad },
      ];
      const card: Card = {
        headline: bad,
        simulated: false,
        parts: [
          { part: 'text', spans },
          { part: 'rows', title: bad, rows: [{ tone: 'info', word: bad, spans, notes: spans }] },
        ],
      };
      expect(plainText(card).split('\n')).toHaveLength(4);
      expect(plainText(card).replaceAll('\n', '')).not.toMatch(obeyed);
    }),
  );
});
