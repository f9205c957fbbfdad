import type { App } from '../app.ts';
import { SlackError } from '../slack-error.ts';
import { emailOf, type User, wireUser } from '../user.ts';
import type { Methods, Need } from '../web-api.ts';
import type { Workspace } from '../workspace.ts';

/** `auth.*`, `users.*`, `usergroups.*`, `bots.*`, `team.*`: who is who. */
export function peopleMethods({ workspace, app, need }: { workspace: Workspace; app: App; need: Need }): Methods {
  const { team, users, groups } = workspace;
  const wire = (user: User) => wireUser(user, team.id, app.scopes.has('users:read.email'));
  const ourUser = () => users.get(app.user);
  return {
    'auth.test': () => ({
      url: `https://${team.domain}.slack.com/`,
      team: team.name,
      user: ourUser()?.name,
      team_id: team.id,
      user_id: app.user,
      bot_id: app.botId,
      is_enterprise_install: false,
    }),
    'users.info': (args) => {
      need('users:read');
      const user = users.get(args.needed('user'));
      if (!user) throw new SlackError('user_not_found');
      return { user: wire(user) };
    },
    'users.lookupByEmail': (args) => {
      need('users:read.email');
      const email = args.needed('email').toLowerCase();
      const user = [...users.values()].find((one) => emailOf(one) === email);
      if (!user) throw new SlackError('users_not_found');
      return { user: wire(user) };
    },
    'users.list': () => {
      need('users:read');
      return {
        members: [...users.values()].map(wire),
        response_metadata: { next_cursor: '' },
      };
    },
    'usergroups.list': () => {
      need('usergroups:read');
      return {
        usergroups: groups.map(({ id, handle, name, users: members }) => ({
          id,
          team_id: team.id,
          handle,
          name,
          user_count: members.length,
        })),
      };
    },
    'usergroups.users.list': (args) => {
      need('usergroups:read');
      const group = groups.find(({ id }) => id === args.needed('usergroup'));
      if (!group) throw new SlackError('no_such_subteam');
      return { users: group.users };
    },
    'bots.info': (args) => {
      need('users:read');
      const bot = [...users.values()].find(({ botId }) => botId === (args.text('bot') ?? app.botId));
      if (!bot) throw new SlackError('bot_not_found');
      return {
        bot: {
          id: bot.botId,
          app_id: bot.appId,
          user_id: bot.id,
          name: bot.realName,
          deleted: false,
          updated: 0,
          icons: {},
        },
      };
    },
    'team.info': () => {
      need('team:read');
      return { team: { id: team.id, name: team.name, domain: team.domain } };
    },
  };
}
