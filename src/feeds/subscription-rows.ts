import type { Room } from '../room.ts';
import type { Schedule } from '../schedules/schedule.ts';
import type { Subscription } from './feed.ts';
import type { FeedName } from './feed-names.ts';

export type SubscriptionRow = Readonly<{
  id: string;
  platform: Room['platform'];
  workspace: string;
  channel: string;
  feed: FeedName;
  schedule: Schedule;
  watchlist: boolean;
  due_at: Date;
  begun_due: Date | null;
  held_until: Date | null;
  begun_until: Date | null;
  told_until: Date;
  done_due: Date | null;
  said_at: Date | null;
  trouble_at: Date | null;
}>;

export const subscriptionOf = (row: SubscriptionRow): Subscription => ({
  id: row.id,
  room: { platform: row.platform, workspace: row.workspace, channel: row.channel },
  feed: row.feed,
  schedule: row.schedule,
  watchlist: row.watchlist,
  dueAt: row.due_at.getTime(),
  toldUntil: row.told_until.getTime(),
  ...(row.said_at === null ? {} : { saidAt: row.said_at.getTime() }),
  ...(row.trouble_at === null ? {} : { troubleAt: row.trouble_at.getTime() }),
});
