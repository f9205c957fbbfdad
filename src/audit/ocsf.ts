import type { Observable } from '../observables/observable.ts';
import type { AuditEvent, AuditedPerson } from './audit-entry.ts';
import { eventWords } from './event-words.ts';
import type { StoredEntry } from './stored-entry.ts';

/** The Open Cybersecurity Schema Framework whose classes these are, https://schema.ocsf.io/1.5.0. */
export const ocsfVersion = '1.5.0';

export type OcsfFacts = Readonly<{
  seq: number;
  /** ISO 8601. */
  at: string;
  /** Undefined when it cannot be read. */
  entry: StoredEntry | undefined;
  /** As it is stored. */
  text: string;
  mac: string;
  previous: string;
  /** Of this program. */
  version: string;
}>;

/**
 * One entry as an OCSF event: API Activity (6003) for response actions and refused attempts, User Access Management (3005)
 * for grants, Entity Management (3004) for settings, Base Event (0) for what cannot be read. Values are live.
 */
export function ocsfEvent({ seq, at, entry, text, mac, previous, version }: OcsfFacts): object {
  const kind = entry ? kindOf(entry) : unreadable;
  const metadata = {
    version: ocsfVersion,
    product: { name: 'xdr-chatops', vendor_name: 'xdr-chatops', version },
    log_name: 'audit',
    uid: String(seq),
    sequence: seq,
    ...(entry ? { event_code: entry.event } : {}),
    ...(entry?.request ? { correlation_uid: entry.request } : {}),
  };
  const unmapped = { mac, previous };
  return {
    class_uid: kind.class,
    category_uid: Math.floor(kind.class / 1000),
    activity_id: kind.activity,
    ...(kind.activity === other ? { activity_name: entry ? eventWords[entry.event].word : 'Unreadable' } : {}),
    type_uid: kind.class * 100 + kind.activity,
    time: Date.parse(at) || 0,
    severity_id: entry ? severities[entry.event] : severity.high,
    status_id: entry ? statusOf(entry) : status.unknown,
    ...(entry?.outcome ? { status_detail: entry.outcome } : {}),
    message: entry ? messageOf(entry) : 'An entry of the audit that cannot be read',
    metadata,
    ...(entry ? { ...kind.fields(entry), unmapped: { ...unmapped, ...restOf(entry) } } : { raw_data: text, unmapped }),
  };
}

type Kind = Readonly<{ class: number; activity: number; fields: (entry: StoredEntry) => object }>;

const other = 99;
const [create, update] = [1, 3];
const [assign, revoke] = [1, 2];

const unreadable: Kind = { class: 0, activity: other, fields: () => ({}) };

function kindOf({ event }: StoredEntry): Kind {
  switch (event) {
    case 'permission.granted':
      return { class: 3005, activity: assign, fields: accessFields };
    case 'permission.revoked':
      return { class: 3005, activity: revoke, fields: accessFields };
    case 'setting.changed':
      return { class: 3004, activity: update, fields: settingFields };
    case 'action.requested':
    case 'casebook.created':
      return { class: 6003, activity: create, fields: apiFields };
    case 'attempt.refused':
      return { class: 6003, activity: other, fields: apiFields };
    default:
      return { class: 6003, activity: update, fields: apiFields };
  }
}

/** Of the request for an action: every event but the first changes it. */
const apiFields = (entry: StoredEntry): object => {
  const { action, observable, request, place } = entry;
  return {
    actor: actorOf(entry),
    api: {
      operation: action?.id || entry.event,
      ...(action ? { service: { name: action.module, uid: action.moduleId } } : {}),
      ...(request ? { request: { uid: request } } : {}),
    },
    src_endpoint: { svc_name: place?.platform ?? 'xdr-chatops', ...(place ? { uid: place.channel } : {}) },
    ...(action ? { dst_endpoint: { svc_name: 'Cisco XDR' } } : {}),
    ...(observable ? { observables: [observableOf(observable)] } : {}),
    ...(observable || action
      ? {
          resources: [
            {
              ...(observable ? { name: observable.value, type: observable.type } : {}),
              ...(action ? { data: action } : {}),
            },
          ],
        }
      : {}),
  };
};

const accessFields = (entry: StoredEntry): object => {
  const { role, platform, id } = entry.details ?? {};
  return {
    actor: actorOf(entry),
    privileges: [String(role ?? 'unknown')],
    user: { uid: String(id ?? 'unknown'), ...(platform === undefined ? {} : { type: String(platform) }) },
    ...placed(entry),
  };
};

const settingFields = (entry: StoredEntry): object => {
  const { setting, from, to } = entry.details ?? {};
  const entity = { type: 'Setting', name: String(setting ?? 'unknown') };
  return {
    actor: actorOf(entry),
    entity: from === undefined ? entity : { ...entity, data: { value: from } },
    ...(to === undefined ? {} : { entity_result: { ...entity, data: { value: to } } }),
    ...(entry.reason ? { comment: entry.reason } : {}),
    ...placed(entry),
  };
};

const placed = ({ place }: StoredEntry): object =>
  place ? { src_endpoint: { svc_name: place.platform, uid: place.channel } } : {};

const actorOf = ({ by, client }: StoredEntry): object => ({
  app_name: 'xdr-chatops',
  ...(client ? { app_uid: client } : {}),
  ...(by ? { user: userOf(by) } : {}),
});

const userOf = ({ platform, workspace, id, name, human }: AuditedPerson): object => ({
  uid: id,
  uid_alt: human,
  ...(name ? { name, display_name: name } : {}),
  type: platform,
  org: { uid: workspace },
});

/** What no field of the class takes; texts of the reason where the class has no comment. */
const restOf = ({ event, reason, dryRun, reference, place, details }: StoredEntry): object => ({
  event,
  ...(reason ? { reason } : {}),
  ...(dryRun ? { dry_run: true } : {}),
  ...(reference ? { reference } : {}),
  ...(place ? { place } : {}),
  ...(details ? { details } : {}),
});

const messageOf = ({ event, by, action, observable }: StoredEntry): string =>
  [
    `${eventWords[event].word} by ${by ? (by.name ?? by.id) : 'the bot'}`,
    ...(action ? [action.title] : []),
    ...(observable ? [`${observable.type} ${observable.value}`] : []),
  ].join(': ');

const status = { unknown: 0, success: 1, failure: 2 } as const;

/** Of the event itself: that somebody refused a request is a success, that an attempt was refused is none. */
const statusOf = ({ event, details }: StoredEntry): number =>
  event === 'action.unknown' || details?.['ended'] === 'unknown'
    ? status.unknown
    : event === 'action.failed' || event === 'attempt.refused' || details?.['ended'] === 'failed'
      ? status.failure
      : status.success;

const severity = { informational: 1, low: 2, medium: 3, high: 4 } as const;
const severities: Readonly<Record<AuditEvent, number>> = {
  'action.requested': severity.informational,
  'action.confirmed': severity.informational,
  'action.approved': severity.informational,
  'action.refused': severity.informational,
  'action.cancelled': severity.informational,
  'action.expired': severity.informational,
  'action.executing': severity.low,
  'action.done': severity.low,
  'action.failed': severity.medium,
  'action.unknown': severity.medium,
  'action.closed': severity.informational,
  'action.ended': severity.low,
  'attempt.refused': severity.medium,
  'permission.granted': severity.low,
  'permission.revoked': severity.low,
  'setting.changed': severity.low,
  'incident.status': severity.low,
  'incident.assigned': severity.low,
  'incident.noted': severity.low,
  'room.linked': severity.low,
  'room.unlinked': severity.low,
  'room.rests': severity.informational,
  'room.wakes': severity.informational,
  'casebook.created': severity.low,
  'casebook.added': severity.low,
  'casebook.linked': severity.low,
  'bulk.cancelled': severity.low,
};

/** OCSF's kinds of observables (`type_id`) for XDR's types; any other is 99 with XDR's own name. */
const kinds: Readonly<Record<string, readonly [number, string]>> = {
  hostname: [1, 'Hostname'],
  domain: [1, 'Hostname'],
  ip: [2, 'IP Address'],
  ipv6: [2, 'IP Address'],
  mac_address: [3, 'MAC Address'],
  user: [4, 'User Name'],
  email: [5, 'Email Address'],
  url: [6, 'URL String'],
  file_name: [7, 'File Name'],
  md5: [8, 'Hash'],
  sha1: [8, 'Hash'],
  sha256: [8, 'Hash'],
  process_name: [9, 'Process Name'],
  file_path: [45, 'File Path'],
};

function observableOf({ type, value }: Observable): object {
  const [type_id, name] = (Object.hasOwn(kinds, type) && kinds[type]) || [other, type];
  return { name: 'resources.name', type_id, type: name, value };
}
