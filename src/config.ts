import { config as readDotenv } from 'dotenv';
import type { WatchMode } from './messages/watch-mode.ts';
import { everyRule, type PeopleLists } from './permissions/people.ts';
import { type PersonRule, readPeopleList } from './permissions/people-list.ts';
import { approversNamed } from './response-actions/policy-file.ts';
import { type ActionsConfig, type ResponseClient, readPolicyFile, readResponseClient } from './response-config.ts';
import { settings } from './settings.ts';
import { readTeams, type TeamsConfig, teamsProblems } from './teams-config.ts';
import { readOrigin } from './xdr/regions.ts';

/** The settings, read once. The only file that sees the environment; everything else is handed values. */
export type Config = Readonly<{
  port: number | undefined;
  host: string | undefined;
  logLevel: string;
  demo: boolean;
  xdr: XdrConfig;
  slack: SlackConfig | undefined;
  teams: TeamsConfig | undefined;
  database: Readonly<{ url: string | undefined; dataDir: string }>;
  secret: Buffer | undefined;
  /** What XDR's events have to carry; undefined: none are taken. */
  webhookSecret: string | undefined;
  people: PeopleLists;
  /** The API client that acts; undefined: the one that reads. */
  response: ResponseClient | undefined;
  /** The terms of response actions. */
  actions: ActionsConfig;
  watch: WatchConfig;
  /** Secure Malware Analytics (Threat Grid); undefined: off. */
  threatGrid: ThreatGridConfig | undefined;
  /** Whether verdict cards ask Global Intelligence, where its scope is granted. */
  globalIntel: boolean;
  proxy: Readonly<{ https?: string; no?: string }>;
}>;

export type XdrConfig = Readonly<{
  clientId: string;
  clientPassword: string;
  region: string;
  /** Origins given instead of the region's, by service. */
  origins: Readonly<Partial<Record<XdrService, string>>>;
  timeoutMs: number;
  budget: number;
}>;
export type XdrService = 'visibility' | 'privateIntel' | 'globalIntel' | 'automation' | 'conure' | 'ui';

/** `origin` without a path. The key is a secret. */
export type ThreatGridConfig = Readonly<{ key: string; origin: string }>;

export type SlackConfig = Readonly<{
  botToken: string;
  signingSecret: string | undefined;
  appToken: string | undefined;
  apiUrl: string;
}>;

export type WatchConfig = Readonly<{
  mode: WatchMode;
  urls: 'full' | 'path' | 'host';
  email: 'full' | 'domain' | 'off';
  modules: readonly string[] | undefined;
  ignore: readonly string[];
  reactions: boolean;
  /** Whether files that are posted in watched channels are read, where the channel has set nothing. */
  files: boolean;
}>;

export type Environment = Readonly<Record<string, string | undefined>>;

/** The process's environment with `.env` beneath it (what is set outside wins). */
export function readEnvironment(): Environment {
  readDotenv({ quiet: true });
  return process.env;
}

/** A problem of the settings: which, and what to do. Never holds a secret's value. */
export type ConfigProblem = Readonly<{ setting: string; problem: string }>;

const list = (value: string | undefined): string[] =>
  (value ?? '')
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean);

const roles = [
  'CHATOPS_READERS',
  'CHATOPS_ANALYSTS',
  'CHATOPS_RESPONDERS',
  'CHATOPS_APPROVERS',
  'CHATOPS_ADMINS',
] as const;

/**
 * Settings from an environment, or every problem at once. An empty value counts as not set.
 * `terminal`: the command line needs neither a platform nor a database; `demo` asks for the simulated XDR.
 */
export function readConfig(
  environment: Environment,
  { terminal = false, demo: demoAsked = false } = {},
): { config: Config } | { problems: readonly ConfigProblem[] } {
  const set = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const problems: ConfigProblem[] = [];
  const report = (setting: string, problem: string) => problems.push({ setting, problem });

  const parsed = settings.safeParse(set);
  if (!parsed.success) for (const issue of parsed.error.issues) report(String(issue.path[0]), issue.message);

  const people = Object.fromEntries(
    roles.map((role) => {
      const { rules, wrong } = readPeopleList(list(set[role]));
      for (const entry of wrong)
        report(role, `does not understand “${entry}”; write slack:U…, slack:S… or teams:<object id>`);
      return [role, rules];
    }),
  ) as Record<(typeof roles)[number], PersonRule[]>;

  const response = readResponseClient(set);
  const policy = readPolicyFile(set);
  const slackSet = Boolean(set['SLACK_BOT_TOKEN'] || set['SLACK_APP_TOKEN'] || set['SLACK_SIGNING_SECRET']);
  const xdrSet = Boolean(set['XDR_CLIENT_ID'] || set['XDR_CLIENT_PASSWORD']);
  const teams = readTeams(set);
  const demo = demoAsked || (!terminal && !slackSet && !teams && !xdrSet);

  problems.push(...teamsProblems(set), ...response.problems, ...policy.problems);
  if (slackSet && !set['SLACK_BOT_TOKEN'])
    report('SLACK_BOT_TOKEN', 'is missing; copy it from “OAuth & Permissions” of the Slack app');
  if (slackSet && !set['SLACK_APP_TOKEN'] && !set['SLACK_SIGNING_SECRET'])
    report('SLACK_SIGNING_SECRET', 'is missing; set it for delivery over HTTP, or SLACK_APP_TOKEN for Socket Mode');
  if (!demo) {
    const why = terminal
      ? 'set it, or use --demo for a simulated XDR'
      : 'create an API client in Cisco XDR (Administration › API Clients)';
    for (const name of ['XDR_CLIENT_ID', 'XDR_CLIENT_PASSWORD'] as const)
      if (!set[name]) report(name, `is missing; ${why}`);
    if (!terminal && xdrSet && !slackSet && !teams)
      report(
        'SLACK_BOT_TOKEN',
        'is missing, and so is MicrosoftAppId: XDR is configured, but no chat platform; for the command line use npx xdr-chatops',
      );
    if (!terminal && set['DATABASE_URL'] && !set['CHATOPS_SECRET'])
      report('CHATOPS_SECRET', 'is required with DATABASE_URL, the same for every replica: openssl rand -base64 32');
  }
  if (problems.length > 0 || !parsed.success) return { problems: distinct(problems) };

  const env = parsed.data;
  return {
    config: {
      port: env.PORT,
      host: env.HOST,
      logLevel: env.LOG_LEVEL,
      demo,
      xdr: {
        clientId: env.XDR_CLIENT_ID ?? '',
        clientPassword: env.XDR_CLIENT_PASSWORD ?? '',
        region: env.XDR_REGION,
        origins: given({
          visibility: env.XDR_VISIBILITY_URL,
          privateIntel: env.XDR_PRIVATE_INTEL_URL,
          globalIntel: env.XDR_GLOBAL_INTEL_URL,
          automation: env.XDR_AUTOMATION_URL,
          conure: env.XDR_CONURE_URL,
          ui: env.XDR_UI_URL,
        }),
        timeoutMs: env.XDR_TIMEOUT_MS,
        budget: env.XDR_BUDGET,
      },
      slack: env.SLACK_BOT_TOKEN
        ? {
            botToken: env.SLACK_BOT_TOKEN,
            signingSecret: env.SLACK_SIGNING_SECRET,
            appToken: env.SLACK_APP_TOKEN,
            apiUrl: env.SLACK_API_URL,
          }
        : undefined,
      teams,
      database: { url: env.DATABASE_URL, dataDir: env.DATA_DIR },
      secret: env.CHATOPS_SECRET,
      webhookSecret: env.XDR_WEBHOOK_SECRET,
      people: {
        readers: set['CHATOPS_READERS'] ? people.CHATOPS_READERS : undefined,
        analysts: set['CHATOPS_ANALYSTS'] ? people.CHATOPS_ANALYSTS : undefined,
        responders: people.CHATOPS_RESPONDERS,
        approvers: people.CHATOPS_APPROVERS,
        admins: people.CHATOPS_ADMINS,
      },
      response: response.client,
      actions: {
        file: policy.file,
        approvals: env.CHATOPS_APPROVALS as ActionsConfig['approvals'],
        dryRun: env.CHATOPS_DRY_RUN === '1',
      },
      watch: {
        mode: env.CHATOPS_WATCH,
        urls: env.CHATOPS_WATCH_URLS,
        email: env.CHATOPS_WATCH_EMAIL,
        modules: set['CHATOPS_WATCH_MODULES'] ? list(set['CHATOPS_WATCH_MODULES']) : undefined,
        ignore: list(set['CHATOPS_IGNORE']),
        reactions: env.CHATOPS_REACTIONS === 'on',
        files: env.CHATOPS_FILES === 'on',
      },
      threatGrid: env.THREATGRID_API_KEY
        ? { key: env.THREATGRID_API_KEY, origin: readOrigin(env.THREATGRID_URL) ?? '' }
        : undefined,
      globalIntel: env.CHATOPS_GLOBAL_INTEL === 'on',
      proxy: given({ https: env.HTTPS_PROXY, no: env.NO_PROXY }),
    },
  };
}

/** Hosts beside Cisco's that cards may link to: those that the settings name. */
export const trustedHosts = ({ xdr, threatGrid }: Config): string[] =>
  [readOrigin(xdr.origins.ui ?? ''), threatGrid?.origin].flatMap((origin) =>
    origin ? [new URL(origin).hostname] : [],
  );

/** Everybody whom the settings and the policy name: whose groups have to be known, and which identities are one human. */
export const peopleNamed = ({ people, actions }: Config): PersonRule[] => [
  ...everyRule(people),
  ...approversNamed(actions.file),
];

/** Exit code of a process whose settings are wrong (sysexits.h, EX_CONFIG). */
export const exitConfig = 78;

/** All problems as one text for people. */
export const tellProblems = (problems: readonly ConfigProblem[]): string =>
  [
    problems.length === 1 ? 'One setting needs attention:' : `${problems.length} settings need attention:`,
    ...problems.map(({ setting, problem }) => `  ${setting} ${problem}.`),
  ].join('\n');

const distinct = (problems: readonly ConfigProblem[]): ConfigProblem[] => [
  ...new Map(problems.map((one) => [`${one.setting} ${one.problem}`, one])).values(),
];

const given = <T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
