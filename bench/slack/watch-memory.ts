import { readdirSync, readFileSync } from 'node:fs';

export type MemoryWatch = Readonly<{
  /** Resident memory of the process and its children now, MB. */
  residentMb: () => number;
  /** The most there was since the start, the process's own high-water mark included. MB. */
  peakMb: () => number;
  stop: () => void;
}>;

/** Watches a process and its children (the first start of the embedded database has one) every 100 ms. Linux only. */
export function watchMemory(pid: number): MemoryWatch {
  let peak = 0;
  const look = () => {
    const now = residentOf(pid);
    peak = Math.max(peak, now, statusOf(pid, 'VmHWM'));
    return now;
  };
  const timer = setInterval(look, 100);
  return {
    residentMb: () => Math.round(look() / 1024),
    peakMb: () => Math.round(peak / 1024),
    stop: () => clearInterval(timer),
  };
}

/** Kilobytes. A child's files are its parent's as well (the same program), and counted once. */
function residentOf(pid: number, what: Figure = 'VmRSS'): number {
  const children = tasksOf(pid).flatMap((task) =>
    reading(`/proc/${pid}/task/${task}/children`).split(' ').filter(Boolean),
  );
  return children.reduce((sum, child) => sum + residentOf(Number(child), 'RssAnon'), statusOf(pid, what));
}

type Figure = 'VmRSS' | 'VmHWM' | 'RssAnon';

const statusOf = (pid: number, what: Figure): number =>
  Number(new RegExp(`${what}:\\s+(\\d+)`).exec(reading(`/proc/${pid}/status`))?.[1] ?? 0);

const tasksOf = (pid: number): string[] => {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return []; // it has ended
  }
};

function reading(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // it has ended
  }
}
