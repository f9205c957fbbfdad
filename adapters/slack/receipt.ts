import type { webApi } from '@slack/bolt';
import { Failure, isFinal } from '../../src/failure.ts';
import type { MessageRef, Place } from '../../src/incoming.ts';
import type { Postable } from '../../src/reply.ts';
import type { CallSlack } from './call-slack.ts';
import { slackErrorCode } from './read-failure.ts';

/** On a message that was taken. It stays when a card of ours is taken away. */
const receiptReaction = 'white_check_mark';

type Receipt = Postable & { kind: 'receipt' };

/** Puts a receipt on a message; `inWords` posts it as a card, where Slack takes no reaction. Rejects with a Failure. */
export function createPutReceipt({ client, call }: { client: webApi.WebClient; call: CallSlack }) {
  return async (
    place: Place,
    { on, orElse }: Receipt,
    inWords: (card: Receipt['orElse']) => Promise<MessageRef | 'gone'>,
  ): Promise<MessageRef | 'gone'> => {
    try {
      const message = { channel: place.channel, timestamp: on };
      await call('reactions.add', 'write', () => client.reactions.add({ ...message, name: receiptReaction }));
    } catch (failure) {
      // The scope is missing, or too many reactions stand there. Else it is tried again.
      if (slackErrorCode(failure) !== 'already_reacted') {
        if (failure instanceof Failure && isFinal(failure)) return inWords(orElse);
        throw failure;
      }
    }
    return { place, id: on };
  };
}
