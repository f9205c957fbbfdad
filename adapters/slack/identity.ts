/** Who we are on Slack, as `auth.test` says it. */
export type Identity = Readonly<{
  team: string;
  enterprise: string | undefined;
  user: string;
  bot: string | undefined;
  app: string | undefined;
  /** The workspace's own address: `https://acme.slack.com/`. */
  url?: string | undefined;
}>;
