/** How annotations look in the database. */
import { createHash } from 'node:crypto';
import type { MessageRef, Place } from '../incoming.ts';
import { type Observable, observableKey } from '../observables/observable.ts';
import type { Sign } from '../reply.ts';
import type { Disposition } from '../verdicts/verdict.ts';
import type { Annotation, AnnotationState } from './annotation.ts';

export type AnnotationRow = {
  state: AnnotationState;
  version: string;
  by_bot: boolean;
  card: string | null;
  sign: Sign | null;
  headline: Disposition | null;
  created_at: Date;
  changed_at: Date;
  posting_since: Date | null;
  posted_at: Date | null;
};

export const annotationOf = (row: AnnotationRow): Annotation => ({
  state: row.state,
  version: row.version,
  byBot: row.by_bot,
  ...(row.card === null ? {} : { card: row.card }),
  ...(row.sign === null ? {} : { sign: row.sign }),
  ...(row.headline === null ? {} : { headline: row.headline }),
  createdAt: row.created_at.getTime(),
  changedAt: row.changed_at.getTime(),
  ...(row.posting_since === null ? {} : { postingSince: row.posting_since.getTime() }),
  ...(row.posted_at === null ? {} : { postedAt: row.posted_at.getTime() }),
});

/** The first four parameters of every statement about one message. */
export const keyOf = ({ place, id }: MessageRef) => [place.platform, place.workspace, place.channel, id];

/** The thread, or empty for the channel's root. */
export const roomOf = ({ thread }: Pick<Place, 'thread'>): string => thread ?? '';

/** PostgreSQL's text holds neither the character 0 nor halves of surrogate pairs. */
export const storable = (observable: Observable): string =>
  observableKey(observable).toWellFormed().replaceAll('\0', '\ufffd');

export const hashOf = (observable: Observable): string =>
  createHash('sha256').update(storable(observable)).digest('base64url');
