export type OrderChanges = <T>(message: string, change: () => Promise<T>) => Promise<T>;

/** Changes of one message go out one after another, whoever asks for them: an update never overtakes a removal. */
export function createOrderChanges(): OrderChanges {
  /** Each ends with the last change of a message under way or waiting; never rejects. */
  const tails = new Map<string, Promise<unknown>>();
  return (message, change) => {
    const done = (tails.get(message) ?? Promise.resolve()).then(change);
    const tail = done.then(
      () => {},
      () => {},
    );
    tails.set(message, tail);
    void tail.then(() => {
      if (tails.get(message) === tail) tails.delete(message);
    });
    return done;
  };
}
