import { AuthenticationConstants, GovernmentConstants } from 'botframework-connector';
import { Failure } from '../../src/failure.ts';

/** How the bot speaks Teams: who it is, and the Bot Framework's own settings. */
export type TeamsSettings = Readonly<{
  appId: string | undefined;
  appPassword: string | undefined;
  tenantId: string | undefined;
  appType: 'SingleTenant' | 'UserAssignedMSI';
  /** Unauthenticated activities, from loopback only, for an emulator on the same machine. */
  local: boolean;
  /** The Bot Framework's own address settings, those that are set, by their names. */
  addresses: Readonly<Record<string, string>>;
}>;

const names = [
  'ToChannelFromBotLoginUrl',
  'ToChannelFromBotOAuthScope',
  'ToBotFromChannelTokenIssuer',
  'ToBotFromChannelOpenIdMetadataUrl',
  'ToBotFromEmulatorOpenIdMetadataUrl',
  'OAuthUrl',
  'CallerId',
] as const;

/** All addresses of one cloud, by the SDK's own names. */
export type Addresses = Readonly<Record<(typeof names)[number], string>>;

const clouds: Readonly<Record<string, Addresses>> = {
  '': { ...pick(AuthenticationConstants), CallerId: 'urn:botframework:azure' },
  [GovernmentConstants.ChannelService]: { ...pick(GovernmentConstants), CallerId: 'urn:botframework:azureusgov' },
};

/**
 * The addresses of the cloud that the settings name, with what they set put over it. The SDK itself fills nothing in: when
 * one address is set, the others are undefined there. Throws a Failure for a cloud that needs all of them and lacks some.
 */
export function readAddresses({ addresses }: TeamsSettings): Addresses {
  const { ChannelService = '', ...own } = addresses;
  const missing = names.filter((name) => !own[name]);
  const cloud = clouds[ChannelService];
  if (!cloud && missing.length > 0)
    throw new Failure('platform-refused', `ChannelService names a cloud whose ${missing.join(', ')} must be set too`);
  return { ...cloud, ...own } as Addresses;
}

function pick(from: Omit<Addresses, 'CallerId'>): Omit<Addresses, 'CallerId'> {
  return Object.fromEntries(
    names.flatMap((name) => (name === 'CallerId' ? [] : [[name, from[name]]])),
  ) as unknown as Omit<Addresses, 'CallerId'>;
}
