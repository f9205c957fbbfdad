import { createCallSlack } from '../../../adapters/slack/call-slack.ts';
import { createFindPerson } from '../../../adapters/slack/find-person.ts';
import { createSlackAdapter } from '../../../adapters/slack/index.ts';
import { Failure } from '../../../src/failure.ts';
import { createListener } from '../../../src/listener.ts';
import { silentLog } from '../../../src/log.ts';
import { signPress } from '../../support/slack-bot.ts';
import { startFakeSlack } from '../../support/slack-web-api.ts';

const place = { platform: 'slack', workspace: 'T1', channel: 'C1', kind: 'channel', outsiders: false } as const;

/** Slack with a clock that only this moves, and what it was asked. */
function open({ members = ['UANNA'] }: { members?: string[] } = {}) {
  let at = 1_000_000;
  const slack = { away: false, members, groupReads: [] as number[] };
  const answered = <T>(answer: T): T => {
    if (slack.away) throw new Failure('platform-unavailable', 'no answer');
    return answer;
  };
  const client = {
    users: {
      info: async ({ user }: { user: string }) =>
        answered({ user: { id: user, team_id: 'T1', is_restricted: user === 'UGUEST' } }),
    },
    usergroups: {
      users: {
        list: async () => {
          const answer = answered({ users: slack.members });
          slack.groupReads.push(at);
          return answer;
        },
      },
    },
  };
  const now = () => at;
  const call = createCallSlack({ now, heard: () => {}, clock: now, sleep: async () => {} });
  const { findAnew } = createFindPerson({
    client: client as never,
    call,
    us: () => ({ team: 'T1', enterprise: undefined, user: 'UBOT', bot: undefined, app: undefined }),
    groups: ['SRESP'],
    log: silentLog,
    now,
  });
  const pass = (ms: number) => {
    at += ms;
  };
  return { findAnew, slack, pass };
}

test('a group is asked again at most every six seconds, however many press; then its news count', async () => {
  const { findAnew, slack, pass } = open();
  for (let press = 0; press < 60; press++) {
    expect((await findAnew('UANNA')).groups).toEqual(['SRESP']);
    pass(1_000);
  }
  // Slack lets a group be read 20 times a minute.
  expect(slack.groupReads.length).toBeLessThanOrEqual(10);
  expect(slack.groupReads.every((one, n) => n === 0 || one - slack.groupReads[n - 1]! > 6_000)).toBe(true);
  slack.members = [];
  pass(6_001);
  expect((await findAnew('UANNA')).groups).toEqual([]);
});

test('presses of who may not at all cost no look into the groups', async () => {
  const { findAnew, slack } = open({ members: ['UGUEST'] });
  expect(await findAnew('UGUEST')).toEqual({ standing: 'guest', groups: [] });
  expect(slack.groupReads).toEqual([]);
});

test('when Slack does not answer, it is a failure and not a stranger; when it is back, he is known', async () => {
  const { findAnew, slack } = open();
  slack.away = true;
  await expect(findAnew('UANNA')).rejects.toMatchObject({ kind: 'platform-unavailable' });
  slack.away = false;
  expect(await findAnew('UANNA')).toMatchObject({ standing: 'member', groups: ['SRESP'] });
});

test('before the bot has signed in nobody is taken for a stranger; then only whoever Slack does not know', async () => {
  const slack = await startFakeSlack();
  slack.users.set('UANNA', { id: 'UANNA' });
  const listener = createListener({ log: silentLog });
  const adapter = createSlackAdapter({
    botToken: 'xoxb-test',
    signingSecret: 's',
    apiUrl: slack.apiUrl,
    route: listener.route,
    groups: [],
    signPress,
    log: silentLog,
  });
  try {
    await expect(adapter.personNow('UANNA', place)).rejects.toMatchObject({ kind: 'platform-unavailable' });
    await adapter.start(async () => ({ kind: 'silence', reason: 'stored' }));
    expect(await adapter.personNow('UANNA', place)).toMatchObject({ standing: 'member' });
    expect(await adapter.personNow('UNOBODY', place)).toMatchObject({ standing: 'stranger' });
  } finally {
    await adapter.stop();
    await slack.close();
  }
});
