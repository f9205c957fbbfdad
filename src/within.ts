/** What comes of it, or `late` when it takes longer than `ms`; the work goes on. Waiting keeps no process alive. */
export async function within<T, Late>(work: Promise<T>, ms: number, late: Late): Promise<T | Late> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<Late>((resolve) => {
    timer = setTimeout(() => resolve(late), ms).unref();
  });
  return Promise.race([work, tooLate]).finally(() => clearTimeout(timer));
}
