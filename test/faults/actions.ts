import { actingParts, startActing } from './support/acting-stage.ts';
import { countRequests } from './support/count-requests.ts';
import { type Fault, play, type Setting } from './support/fault.ts';
import { killBetween, type Window } from './support/kill-between.ts';
import { kinds } from './support/kinds.ts';

const windows: readonly Window[] = [
  { moment: 'form', within: 5 },
  { moment: 'confirm-sent', within: 60 },
  { moment: 'confirmed', within: 3 },
  { moment: 'confirmed', within: 120 },
  { moment: 'posting', within: 80 },
  { moment: 'arrived', within: 0 },
  { moment: 'carried-out', within: 0 },
  { moment: 'answered', within: 3 },
  { moment: 'answered', within: 80 },
  { moment: 'updating', within: 80 },
  { moment: 'approve-sent', within: 60 },
  { moment: 'approved', within: 3 },
  { moment: 'approved', within: 120 },
];
const few = windows.filter(
  ({ moment, within }) => within <= 3 && ['confirmed', 'carried-out', 'approved'].includes(moment),
);

/**
 * Response actions, and kill -9 between any two of their states: the form is open, sent, acknowledged, approved, the call
 * is at XDR, carried out, answered, the card being posted or changed; other requests are under way beside the one at which
 * it aims. No action may be carried out twice, no card may say that nothing was done of what was, and what was
 * acknowledged to a person comes to its end.
 */
export const actions: Fault = {
  name: 'actions',
  databases: ['embedded', 'postgres'],
  run: async function* (setting) {
    yield await killed(setting, 1);
    if (setting.server && !setting.short) yield await killed(setting, 2);
  },
};

async function killed(setting: Setting, replicas: number) {
  const name = `actions, kill -9${replicas > 1 ? `, ${replicas} replicas` : ''}`;
  return play(name, setting, await actingParts({ replicas }), async (stage) => {
    const acting = startActing(stage);
    const { restarts, missed } = await killBetween(stage, acting, setting, {
      kinds,
      windows: setting.short ? few : windows,
      beside: () => true,
      patience: { moment: 8_000, end: 120_000 },
    });
    const { note, ...counted } = await countRequests(stage, acting.all, restarts);
    return { ...counted, note: `${restarts.length} kills, ${missed} of them beside their moment; ${note}` };
  });
}
