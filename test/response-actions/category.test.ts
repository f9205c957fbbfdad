import fc from 'fast-check';
import { categoryOf } from '../../src/response-actions/category.ts';
import type { ResponseAction } from '../../src/response-actions/response-action.ts';
import { taskTitle } from '../../src/response-actions/task-words.ts';

const moduleId = '7f7dc073-1b2d-5e54-84d8-238bcce8fd51';
const action = (id: string, title: string, more: Partial<ResponseAction> = {}): ResponseAction => ({
  id,
  title,
  categories: [],
  module: 'Umbrella',
  moduleId,
  url: `/respond/trigger/${moduleId}/${id}?observable_type=domain&observable_value=internetbadguys.com`,
  ...more,
});
const workflow = (title: string) => action('01ZZ0EXAMPLE0WORKFLOW0ID0000000001', title, { module: 'XDR Automation' });
const answer = (words: string, task: string) =>
  action('task', taskTitle(words, task), {
    module: 'XDR Automation',
    via: 'workflow',
    url: `/workflow/task/t#${encodeURIComponent(words)}`,
  });
const scd = { module: 'Secure Endpoint', categories: ['Simple Custom Detections'] };

test.each<[string, ResponseAction]>([
  // To say no does nothing by itself, whatever word is used; any other answer may be what is done
  ['workflow', answer('Reject', 'Approve: Delete the rule')],
  ['workflow', answer('Deny', 'Delete the rule?')],
  ['workflow', answer('Approve', 'Delete the rule?')],
  ['isolation', answer('Reject', 'Isolate host lap-1?')],
  ['block', answer('Block', 'What shall become of it?')],
  // What XDR's own samples offer
  ['block', action('block', 'Block this domain')],
  ['block', workflow('Add domain to block list')],
  ['block', action('amp-add-sha256-scd', 'Add SHA256 to custom detections File Blacklist', scd)],
  ['release', action('amp-remove-sha256-scd', 'Remove SHA256 from custom detections File Blacklist', scd)],
  // Umbrella
  ['release', action('unblock', 'Unblock this domain')],
  ['release', action('allow', 'Allow this domain')],
  ['block', action('remove-allow', 'Remove from allow list')],
  ['list', action('add-to-list', 'Add to destination list SOC')],
  // Secure Endpoint
  ['isolation', action('amp-isolate', 'Isolate this host')],
  ['isolation', action('start-isolation', 'Start isolation')],
  ['isolation', action('amp-host-isolation', 'Host isolation', { categories: ['Host Isolation'] })],
  ['release', action('amp-unisolate', 'Un-isolate this host', { categories: ['Host Isolation'] })],
  ['release', action('amp-stop-isolation', 'Stop host isolation')],
  ['release', action('stopIsolation', 'Release host from isolation')],
  ['isolation', action('quarantine-endpoint', 'Quarantine endpoint')],
  ['block', action('quarantine-file', 'Quarantine file')],
  ['list', action('move-group', 'Move computer to group Triage')],
  ['other', action('snapshot', 'Take forensic snapshot')],
  // Meraki, ISE
  ['isolation', action('block-client', 'Block client')],
  ['isolation', action('meraki-port', 'Disable switch port')],
  ['release', action('meraki-port-on', 'Enable switch port')],
  ['isolation', action('anc', 'Apply ANC policy Quarantine')],
  ['release', action('anc-clear', 'Clear quarantine')],
  ['isolation', action('wipe', 'Wipe device')],
  ['isolation', action('reboot', 'Reboot')],
  // Duo, Active Directory
  ['account', action('disableUser', 'Disable user')],
  ['account', action('disable-ad', 'Active Directory: disable account')],
  ['account', action('duo-lock', 'Lock out user in Duo')],
  ['account', action('duo-bypass', 'Set user to bypass')],
  ['account', action('reset', 'Reset password')],
  ['account', action('revoke', 'Revoke all sessions')],
  ['account', action('off', 'Sign out user everywhere')],
  ['release', action('enable-user', 'Enable user')],
  ['release', action('unlock', 'Unlock account')],
  // Firewall, mail
  ['block', action('fw', 'Block IP on firewall')],
  ['block', action('sinkhole', 'Sinkhole domain')],
  ['block', action('purge', 'Delete email from all mailboxes')],
  ['release', action('restore', 'Restore email')],
  ['list', action('add-object', 'Add to network object group')],
  // Automation
  ['isolation', workflow('Isolate endpoint and notify the SOC')],
  ['account', workflow('Entra ID - Disable User')],
  ['workflow', workflow('Enrich and open a ticket')],
  ['release', workflow('Remove Domain from Block List')],
  ['list', workflow('Add to SecureX feed')],
  // XDR's categories speak where id and title do not, and never make a release worse
  ['isolation', action('run', 'Run it', { categories: ['Network isolation'] })],
  ['block', action('block', 'Block', { categories: ['Destination lists'] })],
  ['other', action('run', 'Run it', { categories: ['Ticketing'] })],
  // More than one thing at once: the worst
  ['isolation', action('both', 'Unblock domain and isolate host')],
  ['isolation', action('both', 'Block the domain and isolate the host')],
  ['account', action('both', 'Block sender, disable user')],
  ['block', action('both', 'Remove file and block sender')],
  ['block', action('both', 'Remove email from mailbox and block sender')],
])('%s: %s', (category, offered) => {
  expect(categoryOf(offered)).toBe(category);
});

const destructive = fc.constantFrom('Isolate host', 'Disable user', 'Quarantine endpoint', 'Lock account');
test('what isolates or takes an account away is found whatever stands around it', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 40 }), destructive, fc.string({ maxLength: 40 }), (before, title, after) => {
      const found = categoryOf(action('x', `${before}. ${title}. ${after}`));
      // A word in front may take the sense away ("un", "stop"): random letters hardly do.
      expect(['isolation', 'account']).toContain(found);
    }),
  );
});

test('any words have a category, in bounded time', () => {
  const long = 'remove '.repeat(50_000);
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.array(fc.string()), (id, title, categories) => {
      expect(categoryOf(action(id, title, { categories }))).toEqual(expect.any(String));
    }),
  );
  expect(categoryOf(action(long, long, { categories: [long] }))).toBe('list');
});
