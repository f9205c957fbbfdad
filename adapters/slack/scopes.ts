/** Scopes without which the bot cannot do its work; the manifest asks for these and the ones below. */
export const neededScopes = [
  'app_mentions:read',
  'channels:history',
  'channels:read',
  'chat:write',
  'commands',
  'users:read',
] as const;

/** Scopes without which something is missing: named at start and in `/readyz`, and the bot runs. */
export const usefulScopes = [
  'files:read',
  'files:write',
  'groups:history',
  'groups:read',
  'groups:write',
  'im:history',
  'im:read',
  'links:read',
  'links:write',
  'mpim:history',
  'mpim:read',
  'pins:read',
  'pins:write',
  'reactions:read',
  'reactions:write',
  'usergroups:read',
  'users:read.email',
] as const;

/** Without it nobody is known in XDR by his address. */
export const emailScope = 'users:read.email';

/** Those of `wanted` that Slack did not grant. Nothing is missing when Slack does not say what it granted. */
export const missingScopes = (wanted: readonly string[], granted: readonly string[] | undefined): string[] =>
  granted === undefined ? [] : wanted.filter((scope) => !granted.includes(scope));
