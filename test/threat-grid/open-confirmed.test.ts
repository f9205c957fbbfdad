import { Failure } from '../../src/failure.ts';
import type { FileContent } from '../../src/files/posted-file.ts';
import type { Place } from '../../src/incoming.ts';
import type { ActionRequest } from '../../src/response-actions/action-request.ts';
import { fileSubmission } from '../../src/sandbox/submission-action.ts';
import { createSubmissionPerformer } from '../../src/sandbox/submission-performer.ts';

const place: Place = { platform: 'slack', workspace: 'T1', channel: 'C1', kind: 'channel', outsiders: false };
const request = { action: fileSubmission('kept', 'x.exe') } as unknown as ActionRequest;
const never = async (): Promise<never> => {
  throw new Error('not expected');
};

test('a file that does not open in time is not sent, and is left when it opens after all', async () => {
  const opening = Promise.withResolvers<FileContent>();
  const left = Promise.withResolvers<void>();
  let submissions = 0;
  const { perform } = createSubmissionPerformer({
    door: {
      quota: never,
      state: never,
      threat: never,
      submit: async () => {
        submissions += 1;
        return { outcome: 'taken' };
      },
    },
    files: { read: async () => ({ file: { handle: 'F1', name: 'x.exe' }, place }) },
    openFile: () => opening.promise,
    openingLasts: 10,
    pageOf: () => undefined,
  });
  const performed = await perform(request, {});
  expect(performed).toMatchObject({ outcome: 'not-run', failure: { kind: 'platform-unavailable' } });
  expect((performed as { failure: Failure }).failure).toBeInstanceOf(Failure);
  async function* chunks() {
    try {
      yield Buffer.from('MZ');
      yield Buffer.from('more');
    } finally {
      left.resolve();
    }
  }
  opening.resolve({ chunks: chunks() });
  await left.promise;
  expect(submissions).toBe(0);
});
