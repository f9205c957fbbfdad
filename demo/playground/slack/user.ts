/** Somebody of the pretended workspace. `stranger` belongs to another organisation (Slack Connect). */
export type User = Readonly<{
  id: string;
  /** The short name behind an @. */
  name: string;
  realName: string;
  /** What the page says of him as a part to play. */
  part?: string;
  standing: 'member' | 'admin' | 'guest' | 'stranger' | 'bot';
  /** The team he belongs to, if it is not ours. */
  teamId?: string;
  /** Bots: the id of the integration and of its app. */
  botId?: string;
  appId?: string;
}>;

/** People's addresses; bots have none. */
export const emailOf = ({ name, standing }: User): string | undefined =>
  standing === 'bot' ? undefined : `${name}@example.com`;

/** As `users.info` tells it; addresses only to apps that may read them. */
export function wireUser(user: User, ourTeam: string, withEmail = false): Record<string, unknown> {
  const bot = user.standing === 'bot';
  return {
    id: user.id,
    team_id: user.teamId ?? ourTeam,
    name: user.name,
    real_name: user.realName,
    deleted: false,
    tz: 'Etc/UTC',
    tz_offset: 0,
    is_admin: user.standing === 'admin',
    is_owner: false,
    is_bot: bot,
    is_app_user: false,
    is_restricted: user.standing === 'guest',
    is_ultra_restricted: false,
    ...(user.standing === 'stranger' && { is_stranger: true }),
    ...(!bot && { is_email_confirmed: true }),
    profile: {
      real_name: user.realName,
      display_name: user.name,
      team: user.teamId ?? ourTeam,
      ...(withEmail && !bot && { email: emailOf(user) }),
      ...(bot && { bot_id: user.botId, api_app_id: user.appId }),
    },
  };
}
