import { actingParts, startActing } from './support/acting-stage.ts';
import { countRequests } from './support/count-requests.ts';
import { type Fault, play, type Setting } from './support/fault.ts';
import { killBetween, type Window } from './support/kill-between.ts';
import { workflowKinds } from './support/kinds.ts';
import { listenForLeaks } from './support/leaks.ts';

/** Several in the life of one start, since XDR takes no more than ten a minute: behind a crowd it has to wait. */
const windows: readonly Window[] = [
  { moment: 'form', within: 5 },
  { moment: 'confirm-sent', within: 60, same: true },
  { moment: 'answered', within: 80, same: true },
  { moment: 'looking', within: 0, same: true },
  { moment: 'confirmed', within: 3 },
  { moment: 'carried-out', within: 0, same: true },
  { moment: 'posting', within: 80 },
  { moment: 'approve-sent', within: 60, same: true },
  { moment: 'looking', within: 150, same: true },
  { moment: 'approved', within: 3 },
  { moment: 'arrived', within: 0, same: true },
  { moment: 'confirmed', within: 120 },
  { moment: 'waiting', within: 500, crowd: 10 },
  { moment: 'answered', within: 30, same: true },
  { moment: 'answered', within: 3 },
  { moment: 'approved', within: 120 },
  { moment: 'updating', within: 80, same: true },
];
const few: readonly Window[] = [
  { moment: 'confirmed', within: 3 },
  { moment: 'carried-out', within: 0, same: true },
  { moment: 'approved', within: 3 },
];

/**
 * Starts of workflows, and kill -9 between any two of their states: the form is open, sent with what it asks for (once or
 * twice), acknowledged, approved by somebody else, waiting for its turn, the start is at XDR, carried out, its answer lost,
 * XDR is asked how the run goes, the card is changed. No workflow may be started twice, no card may say that one was not
 * started that was, what was acknowledged to a person comes to the end of its run, or to "outcome unknown" where the bot
 * died while it made the call; and what was given in secret reaches XDR and stands nowhere else.
 */
export const actionsWorkflows: Fault = {
  name: 'actions-workflows',
  databases: ['embedded', 'postgres'],
  run: async function* (setting) {
    yield await killed(setting, 1);
    if (setting.server && !setting.short) yield await killed(setting, 2);
  },
};

async function killed(setting: Setting, replicas: number) {
  const name = `workflows, kill -9${replicas > 1 ? `, ${replicas} replicas` : ''}`;
  // All that it would ever write, for the secrets that must not be in it.
  const parts = await actingParts({ replicas, environment: { LOG_LEVEL: 'debug' } });
  return play(name, setting, parts, async (stage) => {
    const acting = startActing(stage);
    const leaks = listenForLeaks(stage);
    const { restarts, missed } = await killBetween(stage, acting, setting, {
      kinds: workflowKinds,
      windows: setting.short ? few : windows,
      beside: (kill) => kill % 4 === 0,
      // A start may wait more than a minute for its turn.
      patience: { moment: 80_000, end: 240_000 },
    });
    const { note, problems, ...counted } = await countRequests(stage, acting.all, restarts);
    return {
      ...counted,
      problems: [...problems, ...(await leaks())],
      note: `${restarts.length} kills, ${missed} of them beside their moment; ${note}`,
    };
  });
}
