import { Ajv } from 'ajv';

/** What STIX 2.1 asks of the objects that we write: common properties (§3), each type's own (§4, §6, §7), ids (§2.9). */
const identifier = {
  type: 'string',
  pattern: '^[a-z][a-z0-9-]+[a-z0-9]--[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$',
};
const time = { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$' };
const words = { type: 'string', minLength: 1 };
const refs = { type: 'array', minItems: 1, items: identifier, uniqueItems: true };
const common = { spec_version: { const: '2.1' }, object_marking_refs: refs };

const shape = (type: string, properties: object, required: readonly string[]) => ({
  properties: { type: { const: type }, id: { ...identifier, allOf: [{ pattern: `^${type}--` }] }, ...properties },
  required: ['type', 'id', 'spec_version', ...required],
  additionalProperties: false,
});
const observable = (type: string, properties: object, required: readonly string[]) =>
  shape(type, { ...common, ...properties }, [...required, 'object_marking_refs']);
const domain = (type: string, properties: object, required: readonly string[]) =>
  shape(type, { ...common, created_by_ref: identifier, created: time, modified: time, ...properties }, [
    'created',
    'modified',
    'object_marking_refs',
    ...required,
  ]);
const hex = (digits: number) => ({ type: 'string', pattern: `^[0-9a-fA-F]{${digits}}$` });

const objects = [
  shape(
    'marking-definition',
    {
      spec_version: { const: '2.1' },
      created: time,
      definition_type: { const: 'tlp' },
      name: words,
      definition: { type: 'object', properties: { tlp: { enum: ['amber'] } }, required: ['tlp'] },
    },
    ['created', 'definition_type', 'definition'],
  ),
  domain('identity', { name: words, description: words, identity_class: { const: 'system' } }, ['name']),
  domain(
    'grouping',
    {
      name: words,
      context: { enum: ['suspicious-activity', 'malware-analysis', 'unspecified'] },
      object_refs: refs,
      external_references: {
        type: 'array',
        minItems: 1,
        items: { properties: { source_name: words, external_id: words }, required: ['source_name', 'external_id'] },
      },
    },
    ['context', 'object_refs', 'created_by_ref'],
  ),
  domain(
    'note',
    { abstract: words, content: words, authors: { type: 'array', minItems: 1, items: words }, object_refs: refs },
    ['content', 'object_refs', 'created_by_ref'],
  ),
  domain(
    'indicator',
    {
      name: words,
      description: words,
      indicator_types: { type: 'array', minItems: 1, items: { enum: ['malicious-activity', 'anomalous-activity'] } },
      pattern: words,
      pattern_type: { const: 'stix' },
      pattern_version: { const: '2.1' },
      valid_from: time,
    },
    ['pattern', 'pattern_type', 'valid_from', 'created_by_ref'],
  ),
  observable('ipv4-addr', { value: { type: 'string', pattern: '^\\d{1,3}(\\.\\d{1,3}){3}$' } }, ['value']),
  observable('ipv6-addr', { value: { type: 'string', pattern: '^[0-9a-f:.]+$' } }, ['value']),
  observable('domain-name', { value: { type: 'string', pattern: '^[a-z0-9_.-]{1,253}$' } }, ['value']),
  observable('url', { value: { type: 'string', pattern: '^[A-Za-z][A-Za-z0-9+.-]*:[\\x21-\\x7e]+$' } }, ['value']),
  observable(
    'email-addr',
    { value: { type: 'string', pattern: '^[a-zA-Z0-9_.+-]+@[a-zA-Z0-9-]+\\.[a-zA-Z0-9-.]+$' } },
    ['value'],
  ),
  observable('mac-addr', { value: { type: 'string', pattern: '^([0-9a-f]{2}:){5}[0-9a-f]{2}$' } }, ['value']),
  observable('mutex', { name: words }, ['name']),
  observable('directory', { path: words }, ['path']),
  observable('user-account', { user_id: words }, ['user_id']),
  observable('windows-registry-key', { key: { type: 'string', pattern: '^HKEY_[A-Z_]+(\\\\|$)' } }, ['key']),
  {
    ...observable(
      'file',
      {
        name: words,
        parent_directory_ref: { ...identifier, allOf: [{ pattern: '^directory--' }] },
        hashes: {
          type: 'object',
          minProperties: 1,
          properties: { MD5: hex(32), 'SHA-1': hex(40), 'SHA-256': hex(64) },
          additionalProperties: false,
        },
      },
      [],
    ),
    anyOf: [{ required: ['name'] }, { required: ['hashes'] }],
  },
];

const ajv = new Ajv({ allErrors: true, strict: false });
const shapes = new Map(
  objects.map((one) => [one.properties.type.const, ajv.compile({ type: 'object', ...one })] as const),
);

type Bundle = Readonly<{ type: string; id: string; objects: readonly Readonly<Record<string, unknown>>[] }>;

/** What is wrong with a bundle, one line each: shapes, ids that stand twice, and references to nothing. */
export function stixFaults(text: string): readonly string[] {
  const bundle = JSON.parse(text) as Bundle;
  const ids = bundle.objects.map(({ id }) => String(id));
  const faults = [
    ...(bundle.type === 'bundle' && /^bundle--/.test(bundle.id) ? [] : ['no bundle']),
    ...ids.filter((id, at) => ids.indexOf(id) !== at).map((id) => `${id} twice`),
  ];
  for (const object of bundle.objects) {
    const check = shapes.get(String(object['type']));
    if (!check) faults.push(`unknown type ${String(object['type'])}`);
    else if (!check(object))
      for (const { instancePath, message } of check.errors ?? [])
        faults.push(`${object['id']} ${instancePath} ${message}`);
    for (const [name, its] of Object.entries(object))
      if (/_refs?$/.test(name))
        for (const ref of [its].flat()) if (!ids.includes(String(ref))) faults.push(`${object['id']} ${name}: ${ref}`);
    if (String(object['modified'] ?? '') < String(object['created'] ?? '') && object['modified'] !== undefined)
      faults.push(`${object['id']} was changed before it was made`);
  }
  return faults;
}
