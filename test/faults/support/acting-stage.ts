import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DEMO_CLIENTS } from '../../../demo/xdr/api-clients.ts';
import { HANG } from '../../../demo/xdr/fault.ts';
import { failWith, runThen, slowly } from '../../../demo/xdr/triggers.ts';
import { emptyDirectory } from '../../support/database.ts';
import { createHands, type Hands } from './hands.ts';
import { type Kind, workflowKinds, workflowStories } from './kinds.ts';
import { createRequest, type PlayedRequest, watchCards } from './played-request.ts';
import type { Stage, StageParts } from './stage.ts';
import { people } from './workspace.ts';

/** Milliseconds after which a call that hangs is given up by the bot. */
const callsLast = 4_000;

/** With what the bot is started so that everybody may respond and approve. */
export async function actingParts(parts: Omit<StageParts, 'server'> = {}): Promise<Omit<StageParts, 'server'>> {
  const policy = join(await emptyDirectory(), 'policy.yaml');
  await writeFile(
    policy,
    `version: 1
default: { approvals: 0, expires: 1h }
actions:
  add-to-feed: { approvals: 1 }
  remove-from-feed: { approvals: 1 }
${workflowKinds.map(({ workflow, approvals }) => `  ${workflow}: { approvals: ${approvals} }\n`).join('')}`,
  );
  const { id, password } = DEMO_CLIENTS.find(({ name }) => name === 'responder')!;
  const everybody = people.map((person) => `slack:${person}`).join();
  return {
    ...parts,
    environment: {
      XDR_RESPONSE_CLIENT_ID: id,
      XDR_RESPONSE_CLIENT_PASSWORD: password,
      XDR_TIMEOUT_MS: String(callsLast),
      CHATOPS_RESPONDERS: everybody,
      CHATOPS_APPROVERS: everybody,
      CHATOPS_POLICY: policy,
      ...parts.environment,
    },
  };
}

/** The people of a stage and what they ask for. */
export type Acting = Readonly<{
  all: readonly PlayedRequest[];
  hands: readonly Hands[];
  /** Somebody who has no form before him, and somebody else. */
  two: () => readonly [asker: Hands, approver: Hands];
  /** Something new, about an observable of its own, in one room after another. */
  next: (kind: Kind) => PlayedRequest;
  /** The request that a call to XDR carries out. */
  of: (call: Request) => Promise<PlayedRequest | undefined>;
  /** The request of which a call to XDR asks how it goes. */
  lookedAt: (call: Request) => PlayedRequest | undefined;
}>;

export function startActing(stage: Stage): Acting {
  const all: PlayedRequest[] = [];
  const rooms = [...stage.workspace.channels.keys()];
  stage.xdr.setTrigger('block', slowly(60));
  stage.xdr.setTrigger('add-to-feed', slowly(60));
  stage.xdr.setTrigger('unblock', failWith('The list is full'));
  stage.xdr.setTrigger('remove-from-feed', runThen(HANG));
  for (const story of workflowStories) stage.xdr.automation.add(story);
  watchCards(stage, all);
  const hands = people.map((person) => createHands(stage, person));
  let turn = 0;
  return {
    all,
    hands,
    two: () => {
      turn += 1;
      const inOrder = hands.map((_, i) => hands[(turn + i) % hands.length]!);
      const asker = inOrder.find((one) => !one.busy()) ?? inOrder[0]!;
      return [asker, inOrder.find((one) => one !== asker)!];
    },
    next: (kind) => {
      const name = `c2-${String(all.length).padStart(4, '0')}.evil-stream.net`;
      const request = createRequest(name, rooms[all.length % rooms.length]!, kind);
      all.push(request);
      return request;
    },
    of: async (call) => {
      const { pathname, searchParams } = new URL(call.url);
      if (pathname.includes('/respond/trigger/'))
        return all.find(({ name }) => name === searchParams.get('observable_value'));
      if (!pathname.endsWith('/workflows/start')) return undefined;
      const given = await call.clone().text();
      return all.find(({ name }) => given.includes(JSON.stringify(name)));
    },
    lookedAt: ({ url }) => {
      const id = /\/instances\/(\w+)$/.exec(new URL(url).pathname)?.[1];
      const run = stage.xdr.automation.runs().find((one) => one.id === id);
      return run && all.find(({ name }) => name === run.given['host']);
    },
  };
}
