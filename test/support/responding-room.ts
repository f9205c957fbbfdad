import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tooManyRequests } from '../../demo/xdr/fault.ts';
import type { Card } from '../../src/cards/card.ts';
import type { Form } from '../../src/cards/form.ts';
import { plainText } from '../../src/cards/plain-text.ts';
import { dataDirectory } from './database.ts';
import { cardIn, formIn, member, openRoom, type Room } from './room.ts';

/** Anna and Ben respond and approve; Adam administers. */
export const people = {
  anna: member('UANNA', { name: 'Anna' }),
  ben: member('UBEN', { name: 'Ben' }),
  carl: member('UCARL', { name: 'Carl' }),
  adam: member('UADMIN', { name: 'Adam' }),
} as const;

export type AuditedEntry = Readonly<{
  event: string;
  outcome?: string;
  reason?: string;
  by?: { id: string; platform: string };
  request?: string;
}>;

/** A room in which response actions are taken. */
export type RespondingRoom = Room &
  Readonly<{
    /** Lists, chooses and confirms; Anna, unless another is named. */
    ask: (
      observable: string,
      title: string,
      fields?: Readonly<Record<string, string>>,
      person?: (typeof people)[keyof typeof people],
    ) => Promise<Form>;
    /** The last card in the room, and its text. */
    card: () => Card;
    last: () => string;
    /** The same when nothing is left to do. */
    settled: () => Promise<string>;
    until: (is: () => boolean) => Promise<void>;
    /** Time for a look after what is due, and for what comes of it. */
    careOnce: () => Promise<void>;
    /** XDR tells everybody to wait for three seconds. */
    pauseCalls: () => Promise<void>;
    requestOf: (card: Card) => string | undefined;
    audit: () => Promise<readonly AuditedEntry[]>;
    /** Why attempts were refused, in their order. */
    refused: () => Promise<readonly (string | undefined)[]>;
  }>;

export async function openRespondingRoom({
  environment = {},
  policy,
  ...more
}: Parameters<typeof openRoom>[0] & { policy?: string } = {}): Promise<RespondingRoom> {
  let policyPath: Record<string, string> = {};
  if (policy !== undefined) {
    const path = join(await dataDirectory(), 'policy.yaml');
    await writeFile(path, policy);
    policyPath = { CHATOPS_POLICY: path };
  }
  const room = await openRoom({
    ...more,
    environment: {
      CHATOPS_RESPONDERS: 'slack:UANNA,slack:UBEN',
      CHATOPS_APPROVERS: 'slack:UANNA,slack:UBEN',
      ...policyPath,
      ...environment,
    },
  });
  for (const person of Object.values(people)) room.setPerson(person);
  const card = () => room.cards().at(-1)!.card;
  const last = () => plainText(card());
  const audit = async (): Promise<AuditedEntry[]> =>
    (await room.query<{ entry: string }>('select entry from audit order by seq')).map(
      ({ entry }) => JSON.parse(entry) as AuditedEntry,
    );
  const settled = async () => {
    await room.idle();
    return room.cards().length > 0 ? last() : '';
  };
  return {
    ...room,
    ask: async (observable, title, fields = {}, person = people.anna) => {
      const offers = cardIn(await room.command(`respond ${observable}`, { person }));
      const form = formIn(await room.press(title, offers, person));
      const reply = await room.submit(form, { reason: 'because', ...fields }, person);
      if (reply.kind !== 'silence' || reply.reason !== 'noted') throw new Error(`not noted: ${JSON.stringify(reply)}`);
      return form;
    },
    card,
    last,
    settled,
    until: async (is) => {
      for (let tries = 0; tries < 800; tries++) {
        if (is()) return;
        await new Promise((done) => setTimeout(done, 25));
      }
      throw new Error(`it did not come to be; the last card:\n${room.cards().length > 0 ? last() : 'none'}`);
    },
    careOnce: async () => {
      await new Promise((done) => setTimeout(done, 600));
      await room.idle();
    },
    pauseCalls: async () => {
      room.xdr.faults.next('deliberate', tooManyRequests('3'));
      await room.command('enrich 192.0.2.250', { person: people.anna });
    },
    requestOf: ({ data }) => (data?.kind === 'action' ? data.request : undefined),
    audit,
    refused: async () =>
      (await audit()).filter(({ event }) => event === 'attempt.refused').map(({ outcome }) => outcome),
  };
}
