import { z } from 'zod';
import { readOrigin } from './xdr/regions.ts';

const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d+$/, 'must be a whole number')
    .transform(Number)
    .refine((n) => n >= least && n <= most, `must be between ${least} and ${most}`);
const isLoopback = (host: string) => host === 'localhost' || host === '[::1]' || host.startsWith('127.');
const origin = z
  .string()
  .refine((text) => readOrigin(text.replaceAll('{region}', '')), {
    message: 'must be an address such as https://visibility.amp.cisco.com',
    abort: true,
  })
  .refine((text) => {
    const { protocol, hostname } = new URL(readOrigin(text.replaceAll('{region}', '')) ?? '');
    return protocol === 'https:' || isLoopback(hostname);
  }, 'must be https: the password of the API client travels there (http is for this machine only)');
/** An address that a secret or the keys of trust come from or go to: https, or this machine. */
const address = z
  .string()
  .refine((text) => URL.canParse(text), { message: 'must be an address', abort: true })
  .refine((text) => {
    const { protocol, hostname } = new URL(text);
    return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
  }, 'must be https (http is for this machine only)');
const guid = z
  .string()
  .regex(/^[\da-f]{8}-([\da-f]{4}-){3}[\da-f]{12}$/i, 'must be an id such as 00000000-0000-0000-0000-000000000000');
const oneOf = <const Words extends readonly [string, ...string[]]>(...words: Words) =>
  z.enum(words, { message: `must be ${words.slice(0, -1).join(', ')} or ${words.at(-1)}` });
const secretKey = z
  .string()
  .transform((text) => Buffer.from(text, 'base64'))
  .refine(
    (key) => key.length >= 32,
    'must be at least 32 random bytes in base64, for example from: openssl rand -base64 32',
  );

/**
 * The settings that stand for themselves, as text in the environment: their form, their default, and the sentence that
 * tells what is wrong (it never holds the value). Lists and what depends on other settings are read in `config`.
 */
export const settings = z.object({
  PORT: wholeNumber(0, 65535).optional(),
  HOST: z.string().optional(),
  LOG_LEVEL: oneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent').default('info'),
  XDR_CLIENT_ID: z.string().optional(),
  XDR_CLIENT_PASSWORD: z.string().optional(),
  XDR_RESPONSE_CLIENT_ID: z.string().optional(),
  XDR_RESPONSE_CLIENT_PASSWORD: z.string().optional(),
  XDR_REGION: oneOf('us', 'eu', 'apjc', 'nam').default('us'),
  XDR_VISIBILITY_URL: origin.optional(),
  XDR_PRIVATE_INTEL_URL: origin.optional(),
  XDR_GLOBAL_INTEL_URL: origin.optional(),
  XDR_AUTOMATION_URL: origin.optional(),
  XDR_CONURE_URL: origin.optional(),
  XDR_UI_URL: origin.optional(),
  XDR_TIMEOUT_MS: wholeNumber(100, 600_000).default(15_000),
  XDR_WEBHOOK_SECRET: z
    .string()
    .regex(
      /^[\x21-\x7e]{32,200}$/,
      'must be at least 32 characters without spaces, for example from: openssl rand -hex 32',
    )
    .optional(),
  XDR_BUDGET: wholeNumber(1, 1_000_000).default(4000),
  HTTPS_PROXY: z
    .string()
    .refine(
      (url) => URL.canParse(/^https?:/i.test(url) ? url : `http://${url}`),
      'must be an address such as http://proxy:3128',
    )
    .optional(),
  NO_PROXY: z.string().optional(),
  THREATGRID_API_KEY: z
    .string()
    .regex(/^[\x21-\x7e]{8,200}$/, 'must be the API key as Threat Grid shows it, without spaces')
    .optional(),
  THREATGRID_URL: origin.default('https://panacea.threatgrid.com'),
  SLACK_BOT_TOKEN: z.string().startsWith('xoxb-', 'must be the bot token, which begins with xoxb-').optional(),
  SLACK_SIGNING_SECRET: z.string().optional(),
  SLACK_APP_TOKEN: z.string().startsWith('xapp-', 'must be the app-level token, which begins with xapp-').optional(),
  SLACK_API_URL: z
    .string()
    .refine((url) => URL.canParse(url), 'must be an address')
    .default('https://slack.com/api/'),
  MicrosoftAppId: guid.optional(),
  MicrosoftAppPassword: z.string().optional(),
  MicrosoftAppTenantId: guid.optional(),
  MicrosoftAppType: oneOf('SingleTenant', 'UserAssignedMSI').default('SingleTenant'),
  ChannelService: address.optional(),
  ToChannelFromBotLoginUrl: address.optional(),
  ToChannelFromBotOAuthScope: z.string().optional(),
  ToBotFromChannelTokenIssuer: z.string().optional(),
  ToBotFromChannelOpenIdMetadataUrl: address.optional(),
  ToBotFromEmulatorOpenIdMetadataUrl: address.optional(),
  OAuthUrl: address.optional(),
  CallerId: z.string().optional(),
  TEAMS_LOCAL: z.literal('1', 'can only be 1').optional(),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must begin with postgresql://')
    .optional(),
  DATA_DIR: z.string().default('./data'),
  CHATOPS_SECRET: secretKey.optional(),
  CHATOPS_APPROVALS: wholeNumber(0, 3).default(0),
  CHATOPS_POLICY: z.string().optional(),
  CHATOPS_DRY_RUN: z.literal('1', 'can only be 1').optional(),
  CHATOPS_WATCH: oneOf('off', 'quiet', 'all').default('quiet'),
  CHATOPS_WATCH_URLS: oneOf('full', 'path', 'host').default('path'),
  CHATOPS_WATCH_EMAIL: oneOf('full', 'domain', 'off').default('domain'),
  CHATOPS_GLOBAL_INTEL: oneOf('on', 'off').default('on'),
  CHATOPS_FILES: oneOf('on', 'off').default('on'),
  CHATOPS_REACTIONS: oneOf('on', 'off').default('on'),
});
