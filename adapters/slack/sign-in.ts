import type { webApi } from '@slack/bolt';
import { Failure } from '../../src/failure.ts';
import type { CallSlack } from './call-slack.ts';
import type { Identity } from './identity.ts';
import { missingScopes, neededScopes, usefulScopes } from './scopes.ts';

/** Asks Slack who we are. Rejects with a Failure that names the setting or the scopes that are wrong. */
export async function signIn(
  client: webApi.WebClient,
  call: CallSlack,
): Promise<Readonly<{ us: Identity; missing: readonly string[] }>> {
  const answer = await call('auth.test', 'read', () => client.auth.test()).catch((failure: Failure) => {
    const refused = failure.kind === 'platform-refused';
    const what = refused ? 'Slack does not accept SLACK_BOT_TOKEN' : 'Slack cannot be reached to check SLACK_BOT_TOKEN';
    throw new Failure(failure.kind, `${what} (${failure.message})`, failure.facts);
  });
  const { scopes } = answer.response_metadata ?? {};
  const lacking = missingScopes(neededScopes, scopes);
  if (lacking.length > 0) {
    throw new Failure(
      'platform-refused',
      `SLACK_BOT_TOKEN lacks scopes: ${lacking.join(', ')}. Add them to the app (npm run manifest) and reinstall it`,
      { service: 'auth.test', scopes: lacking },
    );
  }
  if (!answer.user_id || !answer.team_id) {
    throw new Failure('platform-refused', 'auth.test: Slack does not say who we are', { service: 'auth.test' });
  }
  const us = {
    team: answer.team_id,
    enterprise: answer.enterprise_id || undefined,
    user: answer.user_id,
    bot: answer.bot_id,
    app: answer.app_id,
    url: answer.url,
  };
  return { us, missing: missingScopes(usefulScopes, scopes) };
}
