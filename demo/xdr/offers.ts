import type { Observable } from '../../src/observables/observable.ts';
import type { Module, ModuleName } from './modules.ts';
import { HOSTILE_OFFER } from './offers-hostile.ts';

/** A response action that a module offers, without what the listing adds to it. */
export type Offer = Readonly<{
  id: string;
  title: string;
  description: string;
  categories?: readonly string[];
  /** Parameters of its url beside the observable; it cannot be triggered without them. */
  parameters?: Readonly<Record<string, string>>;
}>;

type OffersFor = (observable: Observable) => readonly Offer[];

const forTypes =
  (types: string, offers: OffersFor): OffersFor =>
  (observable) =>
    types.split(' ').includes(observable.type) ? offers(observable) : [];

const inWords: Readonly<Record<string, string>> = { url: 'URL', ip: 'IP address', domain: 'domain' };

const umbrella = forTypes('domain url', ({ type }) => [
  {
    id: 'block',
    title: `Block this ${inWords[type]}`,
    description: `Block this ${inWords[type]} using the enforcement list`,
  },
  {
    id: 'unblock',
    title: `Unblock this ${inWords[type]}`,
    description: `Take this ${inWords[type]} off the enforcement list`,
  },
]);

const lists = [
  { name: 'File Blacklist', list: '00000000-0000-4000-8000-00000000c001' },
  { name: 'Quarantine at once', list: '00000000-0000-4000-8000-00000000c002' },
] as const;

const fileLists = forTypes('sha256', () =>
  lists.flatMap(({ name, list }) => [
    {
      id: 'amp-add-sha256-scd',
      title: `Add SHA256 to custom detections ${name}`,
      description: `Add SHA256 to simple custom detection list ${name}, will start to detect and quarantine`,
      categories: ['Simple Custom Detections'],
      parameters: { list },
    },
    {
      id: 'amp-remove-sha256-scd',
      title: `Remove SHA256 from custom detections ${name}`,
      description: `Remove SHA256 from simple custom detection list ${name}, will stop to detect and quarantine`,
      categories: ['Simple Custom Detections'],
      parameters: { list },
    },
  ]),
);

const isolation = forTypes('hostname ip mac_address amp_computer_guid', () => [
  {
    id: 'amp-isolate-host',
    title: 'Isolate this host',
    description: 'Cut the computer off from the network; only Secure Endpoint still reaches it',
    categories: ['Host Isolation'],
  },
  {
    id: 'amp-unisolate-host',
    title: 'Stop isolation of this host',
    description: 'Connect the computer to the network again',
    categories: ['Host Isolation'],
  },
]);

const indicator =
  'https://private.intel.amp.cisco.com:443/ctia/indicator/indicator-00000000-0000-4000-8000-00000000d001';
const feed = forTypes('ip domain url', ({ type }) => [
  {
    id: 'add-to-feed',
    title: 'Add to feed "Blocked by analysts"',
    description: `Add this ${inWords[type]} to the feed that the firewalls read`,
    categories: ['Feeds'],
    parameters: { indicator_id: indicator },
  },
  {
    id: 'remove-from-feed',
    title: 'Remove from feed "Blocked by analysts"',
    description: `Remove this ${inWords[type]} from the feed that the firewalls read`,
    categories: ['Feeds'],
    parameters: { indicator_id: indicator },
  },
]);

const workflow = '01SIMULATED0WORKFLOW0ID000000001';
const automation = forTypes('ip domain url sha256 hostname email', ({ type }) => [
  {
    id: workflow,
    title: 'Contain and tell the on-call team',
    description: [
      `This workflow looks the ${type} up in **all** sources and contains it where that is possible.`,
      '',
      'Steps:',
      '[] Check the type',
      '[] Ask the sources; stop when none says *malicious*',
      '[] Block it, and open a ticket in the [queue](https://tickets.example.com/)',
      '',
      `It was written for the simulation. ${'Nothing that it tells of happens outside of it. '.repeat(12).trim()}`,
    ].join('\n'),
    parameters: { 'action-id': workflow },
  },
]);

const offersBy: Readonly<Partial<Record<ModuleName, readonly OffersFor[]>>> = {
  Umbrella: [umbrella],
  'Secure Endpoint': [fileLists, isolation],
  'Private Intelligence': [feed],
  'Example Threat Feed': [({ value }) => (value === 'hostile.example.net' ? [HOSTILE_OFFER] : [])],
  'XDR Automation': [automation],
};

/** Whether a module can act at all, on whatever it is. */
export const canAct = (module: Module): boolean => offersBy[module.name] !== undefined;

/** What a module offers to do about one observable. Two offers may have the same id. */
export const offersOf = (module: Module, observable: Observable): readonly Offer[] =>
  (offersBy[module.name] ?? []).flatMap((offers) => offers(observable));

/** The address of an offer, relative to the response service: the only exact handle of it. */
export function triggerUrl(module: Module, { id, parameters = {} }: Offer, { type, value }: Observable): string {
  const all = { ...parameters, observable_type: type, observable_value: value };
  const query = Object.entries(all).map(([name, text]) => `${encoded(name)}=${encoded(text)}`);
  return `/respond/trigger/${encoded(module.id)}/${encoded(id)}?${query.join('&')}`;
}

/** An apostrophe would be the one character that addresses do not keep as it is. */
const encoded = (text: string) => encodeURIComponent(text).replaceAll("'", '%27');
