/** A picture or file that the bot sent. `state`: what Slack would say of it; only what is worked up can stand in a block. */
export type Upload = Readonly<{
  id: string;
  name: string;
  title: string;
  bytes: Buffer;
  state: 'awaited' | 'received' | 'completed' | 'worked up';
}>;

export type Uploads = Readonly<{
  begin: (name: string, length: number) => Upload;
  /** False when it was not announced, or is of another length. */
  receive: (id: string, bytes: Buffer) => boolean;
  /** False when it was not received. */
  complete: (id: string, title: string) => boolean;
  /** Each look finds it one step further, as Slack works files up after they were completed. */
  look: (id: string) => Upload | undefined;
  find: (id: string) => Upload | undefined;
}>;

/** Uploads that are kept, and their bytes; a demonstration that goes on for days forgets the oldest. */
const most = 100;
const mostBytes = 50 * 1024 * 1024;

export function createUploads(): Uploads {
  const kept = new Map<string, Upload>();
  const lengths = new Map<string, number>();
  let made = 0;
  const keep = (upload: Upload): Upload => {
    kept.set(upload.id, upload);
    return upload;
  };
  return {
    begin: (name, length) => {
      const id = `F0UPLOAD0${String(++made).padStart(3, '0')}`;
      const [oldest] = kept.keys();
      if (kept.size >= most && oldest !== undefined) kept.delete(oldest);
      lengths.set(id, length);
      return keep({ id, name, title: name, bytes: Buffer.alloc(0), state: 'awaited' });
    },
    receive: (id, bytes) => {
      const upload = kept.get(id);
      if (upload?.state !== 'awaited' || bytes.length !== lengths.get(id)) return false;
      lengths.delete(id);
      keep({ ...upload, bytes, state: 'received' });
      let sum = [...kept.values()].reduce((bytesBefore, one) => bytesBefore + one.bytes.length, 0);
      for (const [oldest, one] of kept) {
        if (sum <= mostBytes || oldest === id) break;
        sum -= one.bytes.length;
        kept.delete(oldest);
      }
      return true;
    },
    complete: (id, title) => {
      const upload = kept.get(id);
      if (upload?.state !== 'received') return false;
      keep({ ...upload, title, state: 'completed' });
      return true;
    },
    look: (id) => {
      const upload = kept.get(id);
      if (upload?.state === 'completed') keep({ ...upload, state: 'worked up' });
      return upload;
    },
    find: (id) => kept.get(id),
  };
}
