/** Makes of a call the same call, which is counted. */
export type Counted = <Asked extends readonly unknown[], Answer>(
  call: (...asked: Asked) => Answer,
) => (...asked: Asked) => Answer;

export const countedBy =
  (onCall: () => void): Counted =>
  (call) =>
  (...asked) => {
    onCall();
    return call(...asked);
  };
