import { readFileSync, statSync } from 'node:fs';
import type { PolicyFile } from './response-actions/policy-file.ts';
import { longestPolicy, readPolicy } from './response-actions/read-policy.ts';

type Settings = Readonly<Record<string, string | undefined>>;
type Problem = Readonly<{ setting: string; problem: string }>;

/** A second API client, used only to list and trigger response actions. */
export type ResponseClient = Readonly<{ clientId: string; clientPassword: string }>;

/** What the settings say of the terms of response actions; `createPolicy` makes a policy of it. */
export type ActionsConfig = Readonly<{
  /** The policy file, where there is one. */
  file: PolicyFile | undefined;
  approvals: 0 | 1 | 2 | 3;
  dryRun: boolean;
}>;

/** The response client, and what is wrong with its settings. */
export function readResponseClient(set: Settings): { client: ResponseClient | undefined; problems: Problem[] } {
  const [id, password] = [set['XDR_RESPONSE_CLIENT_ID'], set['XDR_RESPONSE_CLIENT_PASSWORD']];
  if (id && password) return { client: { clientId: id, clientPassword: password }, problems: [] };
  const missing = id ? 'XDR_RESPONSE_CLIENT_PASSWORD' : 'XDR_RESPONSE_CLIENT_ID';
  const problem = 'is missing; the client that acts needs both, or unset the other and the reading client acts';
  return { client: undefined, problems: id || password ? [{ setting: missing, problem }] : [] };
}

/** The policy file that the settings name, and what is wrong with it. */
export function readPolicyFile(set: Settings): { file: PolicyFile | undefined; problems: Problem[] } {
  const path = set['CHATOPS_POLICY'];
  if (!path) return { file: undefined, problems: [] };
  const wrong = (...problems: readonly string[]) => ({
    file: undefined,
    problems: problems.map((problem) => ({ setting: 'CHATOPS_POLICY', problem })),
  });
  let text: string;
  try {
    const { size, isFile } = statsOf(path);
    if (!isFile) return wrong(`names “${path}”, which is no file; give the path of a YAML or JSON file`);
    if (size > longestPolicy) return wrong(`names a file of ${size} bytes; a policy has at most ${longestPolicy}`);
    text = readFileSync(path, 'utf8');
  } catch (error) {
    return wrong(`names “${path}”, which cannot be read (${reason(error)}); give the path of a file the bot may read`);
  }
  const read = readPolicy(text);
  return 'file' in read ? { file: read.file, problems: [] } : wrong(...read.problems.map((one) => `${path}: ${one}`));
}

function statsOf(path: string) {
  const stats = statSync(path);
  return { size: stats.size, isFile: stats.isFile() };
}

const reason = (error: unknown) => (error as NodeJS.ErrnoException).code ?? 'unknown';
