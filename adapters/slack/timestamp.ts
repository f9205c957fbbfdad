/** Slack's message ids are times: seconds with six decimals, unique in a channel. Ours are milliseconds since the epoch. */
export const timeOf = (ts: string): number => Math.round(Number(ts) * 1e6) / 1000;

export const formatTs = (time: number): string => (time / 1000).toFixed(6);
