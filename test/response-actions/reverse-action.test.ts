import fc from 'fast-check';
import type { ResponseAction } from '../../src/response-actions/response-action.ts';
import { reverseOf } from '../../src/response-actions/reverse-action.ts';

type Short = Readonly<{ id: string; title?: string; module?: string; query?: string; name?: string }>;
const offer = ({
  id,
  title = id,
  module = 'm1',
  query = 'observable_type=ip&observable_value=45.83.10.7',
  name,
}: Short): ResponseAction => ({
  id,
  title,
  categories: [],
  module: name ?? 'Some module',
  moduleId: module,
  url: `/respond/trigger/${module}/${encodeURIComponent(id)}?${query}`,
});
const workflow = (n: number, title: string) =>
  offer({
    id: `01ZZ0EXAMPLE0WORKFLOW0ID000000000${n}`,
    title,
    name: 'XDR Automation',
    query: `action-id=01ZZ0EXAMPLE0WORKFLOW0ID000000000${n}&observable_type=ip&observable_value=45.83.10.7`,
  });
const sha = 'observable_type=sha256&observable_value=e7c8';

test.each<[string, ResponseAction, ResponseAction]>([
  [
    'block, unblock',
    offer({ id: 'block', title: 'Block this domain' }),
    offer({ id: 'unblock', title: 'Unblock this domain' }),
  ],
  [
    'words that differ, ids that fit',
    offer({ id: 'block', title: 'Block this domain' }),
    offer({ id: 'unblock', title: 'Take it off the list' }),
  ],
  [
    'add, remove on one list',
    offer({
      id: 'amp-add-sha256-scd',
      title: 'Add SHA256 to custom detections File Blacklist',
      query: `list=a&${sha}`,
    }),
    offer({
      id: 'amp-remove-sha256-scd',
      title: 'Remove SHA256 from custom detections File Blacklist',
      query: `${sha}&list=a`,
    }),
  ],
  ['isolate, unisolate', offer({ id: 'isolate' }), offer({ id: 'un-isolate' })],
  [
    'isolate, stop isolation',
    offer({ id: 'i1', title: 'Isolate host' }),
    offer({ id: 'i2', title: 'Stop host isolation' }),
  ],
  ['start, stop isolation', offer({ id: 'amp-start-isolation' }), offer({ id: 'amp-stop-isolation' })],
  [
    'quarantine, release from it',
    offer({ id: 'q', title: 'Quarantine file' }),
    offer({ id: 'r', title: 'Remove file from quarantine' }),
  ],
  ['enable, disable', offer({ id: 'disableUser' }), offer({ id: 'enableUser' })],
  ['lock, unlock', offer({ id: 'lock', title: 'Lock account' }), offer({ id: 'unlock', title: 'Unlock account' })],
  ['workflows by title', workflow(1, 'Add domain to block list'), workflow(2, 'Remove Domain from Block List')],
])('%s undo each other', (_, one, other) => {
  const noise = [offer({ id: 'scan' }), offer({ id: 'unblock', module: 'm2' }), offer({ id: 'isolate', module: 'm3' })];
  const offered = [noise[0]!, one, noise[1]!, other, noise[2]!];
  expect(reverseOf(one, offered)).toBe(other);
  expect(reverseOf(other, offered)).toBe(one);
});

const scdAdd = offer({ id: 'amp-add-sha256-scd', title: 'Add SHA256 to list A', query: `list=a&${sha}` });
test.each<[string, ResponseAction, ResponseAction[]]>([
  ['nothing else is offered', offer({ id: 'block' }), []],
  ['another instance of the module', offer({ id: 'block' }), [offer({ id: 'unblock', module: 'm2' })]],
  [
    'another list',
    scdAdd,
    [offer({ id: 'amp-remove-sha256-scd', title: 'Remove SHA256 from list A', query: `list=b&${sha}` })],
  ],
  [
    'another observable',
    offer({ id: 'block' }),
    [offer({ id: 'unblock', query: 'observable_type=ip&observable_value=45.83.10.8' })],
  ],
  [
    'a parameter more',
    offer({ id: 'block' }),
    [offer({ id: 'unblock', query: 'observable_type=ip&observable_value=45.83.10.7&policy=2' })],
  ],
  [
    'lists named as the ids are',
    offer({ id: 'add-a', query: 'list=add-a' }),
    [offer({ id: 'remove-a', query: 'list=remove-a' })],
  ],
  [
    'two that would fit',
    workflow(1, 'Add domain to block list'),
    [workflow(2, 'Remove domain from block list'), workflow(3, 'Remove domain from block list')],
  ],
  [
    'two that it would undo',
    offer({ id: 'unblock', title: 'Unblock' }),
    [offer({ id: 'block', title: 'Block' }), offer({ id: 'b2', title: 'Block' })],
  ],
  [
    'its pair has another pair',
    offer({ id: 'block' }),
    [offer({ id: 'unblock' }), offer({ id: 'b2', title: 'block' })],
  ],
  [
    'allow is a second list',
    offer({ id: 'block', title: 'Block this domain' }),
    [offer({ id: 'allow', title: 'Allow this domain' })],
  ],
  [
    'block list, allow list',
    workflow(1, 'Add domain to block list'),
    [workflow(2, 'Add domain to allow list'), workflow(3, 'Remove domain from allow list')],
  ],
  ['two things at once', workflow(1, 'Block and isolate host'), [workflow(2, 'Unblock and isolate host')]],
  [
    'a list, and more',
    workflow(1, 'Add to block list, then lock account'),
    [workflow(2, 'Remove from block list, then lock account')],
  ],
  [
    'another instance in an url that names the module',
    { ...offer({ id: 'block' }), url: '/respond/trigger/Umbrella/block?a=b' },
    [{ ...offer({ id: 'unblock', module: 'm2' }), url: '/respond/trigger/Umbrella/unblock?a=b' }],
  ],
  [
    'titles that say the same',
    offer({ id: 'block', title: 'Block this' }),
    [offer({ id: 'unblock', title: 'Block that' })],
  ],
  ['ids that say the same', offer({ id: 'block-a', title: 'Block' }), [offer({ id: 'block-b', title: 'Unblock' })]],
  ['the same offered twice', offer({ id: 'block' }), [offer({ id: 'block' })]],
  ['no direction', offer({ id: 'scan' }), [offer({ id: 'snapshot' })]],
])('%s: no reverse', (_, one, others) => {
  expect(reverseOf(one, [one, ...others])).toBeUndefined();
  expect(reverseOf(one, others)).toBeUndefined();
});

test('a pair is symmetric, within one instance, with the same list, and never of one with itself', () => {
  const part = (...words: string[]) => fc.constantFrom(...words);
  const text = fc
    .tuple(
      part('add', 'remove', 'block', 'unblock', 'stop', 'isolate', 'unisolate', 'allow', ''),
      part('host', 'domain', 'isolation', ''),
      part('', 'to list', 'from list', 'and block'),
    )
    .map((words) => words.filter(Boolean).join(' '));
  const any = fc
    .record({
      id: text,
      title: text,
      module: part('m1', 'm1', 'm2'),
      query: part('list=a', 'list=b'),
    })
    .map(offer);
  let pairs = 0;
  fc.assert(
    fc.property(fc.array(any, { minLength: 6, maxLength: 16 }), (offered) => {
      const distinct = [...new Map(offered.map((one) => [one.url, one])).values()];
      for (const one of distinct) {
        const reverse = reverseOf(one, distinct);
        if (!reverse) continue;
        pairs += 1;
        expect(reverse.url).not.toBe(one.url);
        expect(reverse.moduleId).toBe(one.moduleId);
        expect(reverse.url.split('?')[1]).toBe(one.url.split('?')[1]);
        expect(reverseOf(reverse, distinct)).toBe(one);
      }
    }),
    { numRuns: 300 },
  );
  expect(pairs).toBeGreaterThan(50);
});
