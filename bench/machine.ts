import { cpus, loadavg, totalmem } from 'node:os';

/** Where and when a figure was taken: absolute times mean little without. */
export const machine = () => ({
  cores: cpus().length,
  processor: cpus()[0]?.model.trim() ?? 'unknown',
  memoryGb: Math.round(totalmem() / 2 ** 30),
  platform: `${process.platform} ${process.arch}`,
  node: process.version,
  /** Of the minute before: above the number of cores, others worked here too. */
  load: Number(loadavg()[0]!.toFixed(2)),
});
