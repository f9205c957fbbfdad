/** A module instance of the simulated organisation: one source that is asked about observables. */
export type Module = Readonly<{
  name: ModuleName;
  id: string;
  typeId: string;
  /** Answers in the shape of 2020: a class name in place of the two ids. Its ids are never shown. */
  legacyType?: string;
  visibility: 'global' | 'org' | 'user';
  /** Observable types it has made-up (seeded) verdicts about. What stories say goes beyond that. */
  knows: readonly string[];
  /** What it answers when it knows nothing: no kinds at all, or empty ones. Both occur in the field. */
  whenSilent: 'no-kinds' | 'empty-kinds';
  /** How long its verdicts are valid, unless an opinion says otherwise. */
  lifetimes: 'usual' | 'open-ended';
  /** Offers response actions and knows nothing: enrich does not ask it. */
  actsOnly?: true;
  /** Where Pivot leads, with the observable's value put in percent-encoded. */
  pivot?: Readonly<{ title: string; url: (type: string, value: string) => string }>;
}>;

export type ModuleName =
  | 'Talos Intelligence'
  | 'Umbrella'
  | 'Secure Endpoint'
  | 'Secure Malware Analytics'
  | 'Private Intelligence'
  | 'Example Threat Feed'
  | 'Example Passive DNS'
  | 'Example Legacy Reputation'
  | 'XDR Automation';

const id = (last: string) => `00000000-0000-4000-8000-00000000${last}`;
const HASHES = ['md5', 'sha1', 'sha256'];

/** The organisation's modules. Ids are made up. */
export const DEMO_MODULES: readonly Module[] = [
  {
    name: 'Talos Intelligence',
    id: id('a001'),
    typeId: id('b001'),
    visibility: 'global',
    knows: ['ip', 'ipv6', 'domain', 'url', 'sha256'],
    whenSilent: 'empty-kinds',
    lifetimes: 'usual',
    pivot: {
      title: 'Search in Talos',
      url: (_type, value) => `https://talosintelligence.com/reputation_center/lookup?search=${value}`,
    },
  },
  {
    name: 'Umbrella',
    id: id('a002'),
    typeId: id('b002'),
    visibility: 'org',
    knows: ['domain', 'url', 'ip'],
    whenSilent: 'no-kinds',
    lifetimes: 'open-ended',
    pivot: {
      title: 'Browse activity',
      url: (type, value) => `https://dashboard.umbrella.com/o/0/#/investigate/${type}/${value}`,
    },
  },
  {
    name: 'Secure Endpoint',
    id: id('a003'),
    typeId: id('b003'),
    visibility: 'org',
    knows: [...HASHES, 'file_name'],
    whenSilent: 'empty-kinds',
    lifetimes: 'usual',
    pivot: { title: 'Device trajectory', url: (_type, value) => `https://console.amp.cisco.com/search?query=${value}` },
  },
  {
    name: 'Secure Malware Analytics',
    id: id('a004'),
    typeId: id('b004'),
    visibility: 'org',
    knows: [...HASHES, 'url', 'domain'],
    whenSilent: 'no-kinds',
    lifetimes: 'usual',
    pivot: {
      title: 'Search samples',
      url: (_type, value) => `https://panacea.threatgrid.com/mask/samples?term=all&q=${value}`,
    },
  },
  {
    name: 'Private Intelligence',
    id: id('a005'),
    typeId: id('b005'),
    visibility: 'org',
    knows: ['email', 'registry_key', 'mac_address', 'hostname', 'file_name'],
    whenSilent: 'no-kinds',
    lifetimes: 'open-ended',
  },
  {
    name: 'Example Threat Feed',
    id: id('a006'),
    typeId: id('b006'),
    visibility: 'user',
    knows: ['ip', 'ipv6', 'domain', 'url', 'email', 'sha256'],
    whenSilent: 'empty-kinds',
    lifetimes: 'usual',
    pivot: { title: 'Open the report', url: (type, value) => `https://intel.example.com/${type}/${value}` },
  },
  {
    name: 'Example Passive DNS',
    id: id('a007'),
    typeId: id('b007'),
    visibility: 'org',
    knows: [],
    whenSilent: 'no-kinds',
    lifetimes: 'usual',
  },
  {
    name: 'Example Legacy Reputation',
    id: id('a008'),
    typeId: id('b008'),
    legacyType: 'ExampleLegacyReputationModule',
    visibility: 'org',
    knows: [],
    whenSilent: 'no-kinds',
    lifetimes: 'usual',
  },
  {
    name: 'XDR Automation',
    id: id('a009'),
    typeId: id('b009'),
    actsOnly: true,
    visibility: 'org',
    knows: [],
    whenSilent: 'no-kinds',
    lifetimes: 'usual',
  },
];
