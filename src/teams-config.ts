type Settings = Readonly<Record<string, string | undefined>>;
type Problem = Readonly<{ setting: string; problem: string }>;

/** How the bot speaks Microsoft Teams. */
export type TeamsConfig = Readonly<{
  appId: string | undefined;
  appPassword: string | undefined;
  tenantId: string | undefined;
  appType: 'SingleTenant' | 'UserAssignedMSI';
  /** Unauthenticated activities, from loopback only. */
  local: boolean;
  /** The Bot Framework's own address settings, passed through. */
  addresses: Readonly<Record<string, string>>;
}>;

const teamsAddresses = [
  'ChannelService',
  'ToChannelFromBotLoginUrl',
  'ToChannelFromBotOAuthScope',
  'ToBotFromChannelTokenIssuer',
  'ToBotFromChannelOpenIdMetadataUrl',
  'ToBotFromEmulatorOpenIdMetadataUrl',
  'OAuthUrl',
  'CallerId',
] as const;

/** The settings of Teams as they are set; undefined when none is. */
export function readTeams(set: Settings): TeamsConfig | undefined {
  if (!set['MicrosoftAppId'] && !set['MicrosoftAppPassword'] && !set['TEAMS_LOCAL']) return undefined;
  return {
    appId: set['MicrosoftAppId'],
    appPassword: set['MicrosoftAppPassword'],
    tenantId: set['MicrosoftAppTenantId'],
    appType: set['MicrosoftAppType'] === 'UserAssignedMSI' ? 'UserAssignedMSI' : 'SingleTenant',
    local: set['TEAMS_LOCAL'] === '1',
    addresses: Object.fromEntries(teamsAddresses.flatMap((name) => (set[name] ? [[name, set[name]]] : []))),
  };
}

/** What is wrong with the settings of Teams together. */
export function teamsProblems(set: Settings): Problem[] {
  const problems: Problem[] = [];
  const report = (setting: string, problem: string) => problems.push({ setting, problem });
  if (set['TEAMS_LOCAL']) {
    if (set['MicrosoftAppId']) report('TEAMS_LOCAL', 'lets anybody on this machine in; unset it, or MicrosoftAppId');
    return problems;
  }
  if (!set['MicrosoftAppId'] && !set['MicrosoftAppPassword']) return problems;
  if (!set['MicrosoftAppId'])
    report('MicrosoftAppId', 'is missing; copy it from “Configuration” of the Azure bot resource');
  if (!set['MicrosoftAppTenantId']) report('MicrosoftAppTenantId', 'is missing; it stands beside the app id');
  if (set['MicrosoftAppType'] !== 'UserAssignedMSI' && !set['MicrosoftAppPassword'])
    report('MicrosoftAppPassword', 'is missing; make a client secret, or use MicrosoftAppType=UserAssignedMSI');
  // The SDK takes all of its addresses from the settings as soon as it is given one of these.
  const own = teamsAddresses.filter((name) => name !== 'ChannelService');
  if (own.some((name) => set[name]))
    for (const name of own)
      if (!set[name]) report(name, 'is missing: the Bot Framework needs all of its addresses, or none');
  return problems;
}
