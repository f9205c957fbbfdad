import { z } from 'zod';
import { Failure } from '../failure.ts';
import type { Behaviour, Report } from '../sandbox/submission.ts';
import { amount, listOf, present, words } from '../xdr/answer-shape.ts';
import { bounded } from './read-submissions.ts';

const texts = z
  .array(z.unknown())
  .catch([])
  .transform((all) => all.filter((one) => typeof one === 'string').slice(0, 20));

const reportShape = z.object({ iocs: z.unknown().optional(), first_seen: words, last_seen: words, magic_type: words });
const indicatorShape = z.object({
  ioc: words,
  title: words,
  severity: amount,
  confidence: amount,
  score: amount,
  category: texts,
  tags: texts,
});

/** Reads a sample's summary (dossier §9.2). Throws Failure `malformed` when it is none. */
export function readReport(json: unknown): Report {
  const read = reportShape.safeParse(json).data;
  if (!read)
    throw new Failure('malformed', 'threat-grid summary: no summary', { service: 'threat-grid summary', status: 200 });
  const { iocs, first_seen, last_seen, magic_type } = read;
  return {
    behaviours: listOf(iocs).flatMap(readIndicator),
    ...present({ firstSeen: first_seen, lastSeen: last_seen, fileType: magic_type }),
  };
}

function readIndicator(json: unknown): Behaviour[] {
  const read = indicatorShape.safeParse(json).data;
  if (read?.ioc === undefined) return [];
  const severity = bounded(read.severity);
  const confidence = bounded(read.confidence);
  return [
    {
      name: read.ioc,
      ...present({ title: read.title, severity, confidence }),
      score: scoreOf(severity, confidence) ?? bounded(read.score) ?? 0,
      categories: read.category,
      tags: read.tags,
    },
  ];
}

/** Severity × confidence ÷ 100 (LIKELY, from the values seen; dossier §9.2). */
export const scoreOf = (severity: number | undefined, confidence: number | undefined): number | undefined =>
  severity === undefined || confidence === undefined ? undefined : Math.round((severity * confidence) / 100);
