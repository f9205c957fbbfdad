/** Who we are on Slack, as `auth.test` says it. */
export type Identity = Readonly<{
  team: string;
  enterprise: string | undefined;
  user: string;
  bot: string | undefined;
  app: string | undefined;
  /** Address of the workspace, for addresses of its messages. */
  url?: string | undefined;
}>;
