import { isIPv4, isIPv6 } from 'node:net';
import { domainToASCII } from 'node:url';
import ipaddr from 'ipaddr.js';
import type { Observable } from '../observables/observable.ts';
import { observableId } from './stix-id.ts';
import { comparison } from './stix-pattern.ts';

/** An object of STIX, as plain JSON. */
export type StixObject = Readonly<{ type: string; id: string }> & Readonly<Record<string, unknown>>;

/** An observable in STIX: its object, those that it refers to, and the pattern that it alone fits. */
export type StixObservable = Readonly<{ objects: readonly [StixObject, ...StixObject[]]; pattern: string }>;

/** `TLP:AMBER` as STIX 2.1 (section 7.2.1.4) defines it: no other object may stand for it. */
export const amber = 'marking-definition--f88d31f6-486f-44da-b317-01333bde0b82';

/** A cyber-observable object; `contributing` are those of its properties that make its id. */
const sco = (type: string, properties: Readonly<Record<string, unknown>>, contributing = properties): StixObject => ({
  type,
  spec_version: '2.1',
  id: observableId(type, contributing),
  object_marking_refs: [amber],
  ...properties,
});

const simple = (type: string, property: string, value: string): StixObservable => ({
  objects: [sco(type, { [property]: value })],
  pattern: `[${comparison(type, property, value)}]`,
});

const address = (value: string): StixObservable | undefined =>
  isIPv4(value)
    ? simple('ipv4-addr', 'value', value)
    : isIPv6(value) && !value.includes('%')
      ? simple('ipv6-addr', 'value', ipaddr.IPv6.parse(value).toRFC5952String())
      : undefined;

const domainShape =
  /^(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*$/i;

function domain(given: string): StixObservable | undefined {
  const value = domainShape.test(given) ? given.toLowerCase() : domainToASCII(given);
  return domainShape.test(value) ? simple('domain-name', 'value', value) : undefined;
}

/** What RFC 3986 lets stand in a URI. */
const uriShape = /^[a-z][a-z0-9+.-]*:(?:[\w\-.~:/?#[\]@!$&'()*+,;=]|%[0-9a-f]{2})+$/i;

function url(given: string): StixObservable | undefined {
  const value = uriShape.test(given) || !URL.canParse(given) ? given : new URL(given).href;
  return uriShape.test(value) && URL.canParse(value) ? simple('url', 'value', value) : undefined;
}

/** As narrow as the OASIS schemas take it. */
const emailShape = /^[a-z0-9_.+-]{1,64}@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/i;

const hash =
  (name: string, digits: number) =>
  (value: string): StixObservable | undefined =>
    value.length === digits && /^[0-9a-f]+$/i.test(value)
      ? {
          objects: [sco('file', { hashes: { [name]: value.toLowerCase() } })],
          pattern: `[${comparison('file', name === 'MD5' ? 'hashes.MD5' : `hashes.'${name}'`, value.toLowerCase())}]`,
        }
      : undefined;

/** A file in its directory; the name alone where the path is only a name, the directory alone where it ends with a slash. */
function filePath(value: string): StixObservable | undefined {
  const border = Math.max(value.lastIndexOf('/'), value.lastIndexOf('\\'));
  const [path, name] = [value.slice(0, border) || value.slice(0, border + 1), value.slice(border + 1)];
  if (border < 0) return simple('file', 'name', value);
  if (name === '') return simple('directory', 'path', path);
  const directory = sco('directory', { path });
  return {
    objects: [sco('file', { name, parent_directory_ref: directory.id }), directory],
    pattern: `[${comparison('file', 'name', name)} AND ${comparison('file', 'parent_directory_ref.path', path)}]`,
  };
}

function macAddress(given: string): StixObservable | undefined {
  const digits = given.replace(/[:.-]/g, '').toLowerCase();
  return /^[0-9a-f]{12}$/.test(digits) ? simple('mac-addr', 'value', digits.replace(/(..)(?!$)/g, '$1:')) : undefined;
}

/** Hives by their short names, which STIX does not let stand. */
const hives: Readonly<Record<string, string>> = {
  HKLM: 'HKEY_LOCAL_MACHINE',
  HKCU: 'HKEY_CURRENT_USER',
  HKCR: 'HKEY_CLASSES_ROOT',
  HKCC: 'HKEY_CURRENT_CONFIG',
  HKU: 'HKEY_USERS',
};
const hiveShape =
  /^(?:HKEY_(?:LOCAL_MACHINE|CURRENT_USER|CLASSES_ROOT|CURRENT_CONFIG|PERFORMANCE_DATA|USERS|DYN_DATA))(?:\\|$)/;

function registryKey(given: string): StixObservable | undefined {
  const [hive = '', ...rest] = given.split('\\');
  const whole = hive.toUpperCase();
  const value = [Object.hasOwn(hives, whole) ? hives[whole]! : whole, ...rest].join('\\');
  return hiveShape.test(value) ? simple('windows-registry-key', 'key', value) : undefined;
}

const byType: Readonly<Record<string, (value: string) => StixObservable | undefined>> = {
  ip: address,
  ipv6: address,
  domain,
  hostname: domain,
  url,
  email: (value) => (emailShape.test(value) ? simple('email-addr', 'value', value) : undefined),
  md5: hash('MD5', 32),
  sha1: hash('SHA-1', 40),
  sha256: hash('SHA-256', 64),
  file_name: (value) => simple('file', 'name', value),
  file_path: filePath,
  mac_address: macAddress,
  mutex: (value) => simple('mutex', 'name', value),
  registry_key: registryKey,
  user: (value) => simple('user-account', 'user_id', value),
};

/**
 * An observable of XDR in STIX; undefined where STIX has no object for its type, or not for such a value: then a note says
 * it. Ids are those of section 2.9, so that other tools' objects of the same thing are the same.
 */
export const stixObservable = ({ type, value }: Observable): StixObservable | undefined =>
  Object.hasOwn(byType, type) && value.trim() !== '' ? byType[type]!(value.toWellFormed()) : undefined;
