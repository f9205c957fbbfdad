import type { webApi } from '@slack/bolt';
import type { FoundEmail } from '../../src/adapter.ts';
import { Failure } from '../../src/failure.ts';
import type { Adapter } from '../adapter.ts';
import type { CallSlack } from './call-slack.ts';
import { standingOf, unlessKnown } from './find-person.ts';
import type { Identity } from './identity.ts';
import { emailScope } from './scopes.ts';

/**
 * E-mail addresses of full members. Nothing is remembered here: an address lives as long as the question it answers.
 * Without the scope Slack leaves the address out of `users.info`, and refuses `users.lookupByEmail`.
 * https://docs.slack.dev/reference/scopes/users.read.email
 */
export function createFindEmail(parts: {
  client: webApi.WebClient;
  call: CallSlack;
  /** Undefined before we have signed in. */
  us: () => Identity | undefined;
  mayAsk: () => boolean;
}): Pick<Adapter, 'emailOf' | 'memberWith'> {
  const { client, call, mayAsk } = parts;
  const us = (): Identity => {
    const identity = parts.us();
    if (!identity) throw new Failure('platform-unavailable', 'not signed in to Slack yet', { service: 'slack' });
    return identity;
  };
  const readEmail = (id: string, user: webApi.UsersInfoResponse['user']): FoundEmail => {
    if (standingOf(id, user, us()) !== 'member') return { lacks: 'member' };
    const email = user?.profile?.email?.trim();
    // Whoever has just changed his address has not shown yet that it is his.
    return email && user?.is_email_confirmed !== false ? { email } : { lacks: 'address' };
  };
  const noUser = (failure: unknown) => unlessKnown<webApi.UsersInfoResponse>(failure, { ok: true });

  return {
    emailOf: async (id) => {
      us();
      if (!mayAsk()) return { lacks: 'permission', permission: emailScope };
      const { user } = await call('users.info', 'read', () => client.users.info({ user: id })).catch(noUser);
      return readEmail(id, user);
    },
    memberWith: async (email) => {
      us();
      if (!mayAsk()) return undefined;
      const { user } = await call('users.lookupByEmail', 'read', () => client.users.lookupByEmail({ email })).catch(
        noUser,
      );
      if (!user?.id) return undefined;
      const found = readEmail(user.id, user);
      return 'email' in found && found.email.toLowerCase() === email.toLowerCase() ? user.id : undefined;
    },
  };
}
