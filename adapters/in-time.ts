/**
 * Waits for work and, when it is not done within `deadline` milliseconds, does `late` once (show "Looking …"), for
 * platforms that lose patience. Resolves with both; `shown` is undefined when it was in time or `late` failed.
 */
export async function inTime<T, S>(
  work: Promise<T>,
  deadline: number,
  late: () => Promise<S>,
): Promise<Readonly<{ result: T; shown: S | undefined }>> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), deadline);
  });
  try {
    const first = await Promise.race([work.then((result) => ({ result })), tooLate]);
    if (first !== 'late') return { result: first.result, shown: undefined };
  } finally {
    clearTimeout(timer);
  }
  const [result, shown] = await Promise.all([work, late().catch(() => undefined)]);
  return { result, shown };
}
