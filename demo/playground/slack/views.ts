import { randomBytes } from 'node:crypto';
import type { Modal } from './block-shapes.ts';
import type { Json } from './message.ts';
import { SlackError } from './slack-error.ts';

/** A modal as one person has it open. */
export type View = Modal & { blocks: Json[]; id: string; hash: string; rootId: string; previousId?: string };

/** Slack accepts a trigger for three seconds, once. */
const TRIGGER_MS = 3000;
/** Slack stacks at most three modals. */
const DEEPEST = 3;

export type Views = Readonly<{
  /** Made with every action of a person; opens one modal. */
  trigger: (user: string) => string;
  open: (trigger: string, modal: Modal & { blocks: Json[] }) => View;
  push: (trigger: string, modal: Modal & { blocks: Json[] }) => View;
  update: (find: { id?: string; externalId?: string; hash?: string }, modal: Modal & { blocks: Json[] }) => View;
  /** The modal in front of a person, and the one by an id. */
  top: (user: string) => View | undefined;
  find: (user: string, id: string) => View | undefined;
  /** Closes the one in front, or all. */
  close: (user: string, all: boolean) => void;
  /** A view taken as the answer to the submission of another, in its place or above it, without a trigger. */
  put: (user: string, sent: View, modal: Modal & { blocks: Json[] }, how: 'update' | 'push') => void;
}>;

export function createViews(touch: () => void, now: () => number = Date.now): Views {
  const triggers = new Map<string, { user: string; until: number; used: boolean }>();
  const stacks = new Map<string, View[]>();
  let made = 0;

  const spend = (id: string): string => {
    const trigger = triggers.get(id);
    if (!trigger) throw new SlackError('invalid_trigger_id');
    if (trigger.used) throw new SlackError('exchanged_trigger_id');
    if (now() > trigger.until) throw new SlackError('expired_trigger_id');
    trigger.used = true;
    return trigger.user;
  };
  const hash = () => `${Math.floor(now() / 1000)}.${randomBytes(4).toString('hex')}`;
  const stack = (user: string) => stacks.get(user) ?? [];
  const add = (user: string, modal: Modal & { blocks: Json[] }, below: readonly View[]): View => {
    if (below.length >= DEEPEST) throw new SlackError('push_limit_reached');
    const id = `V0VIEW${String(++made).padStart(5, '0')}`;
    const previous = below.at(-1);
    const view = {
      ...modal,
      id,
      hash: hash(),
      rootId: below[0]?.id ?? id,
      ...(previous && { previousId: previous.id }),
    };
    stacks.set(user, [...below, view]);
    touch();
    return view;
  };
  const replace = (user: string, old: View, modal: Modal & { blocks: Json[] }): View => {
    const view: View = {
      ...modal,
      id: old.id,
      hash: hash(),
      rootId: old.rootId,
      ...(old.previousId && { previousId: old.previousId }),
    };
    stacks.set(
      user,
      stack(user).map((each) => (each.id === old.id ? view : each)),
    );
    touch();
    return view;
  };

  return {
    trigger: (user) => {
      for (const [id, { until }] of triggers) if (until < now() - 60_000) triggers.delete(id);
      const id = `${Math.floor(now())}.${randomBytes(6).toString('hex')}`;
      triggers.set(id, { user, until: now() + TRIGGER_MS, used: false });
      return id;
    },
    open: (trigger, modal) => add(spend(trigger), modal, []),
    push: (trigger, modal) => {
      const user = spend(trigger);
      return add(user, modal, stack(user));
    },
    update: ({ id, externalId, hash: known }, modal) => {
      for (const [user, views] of stacks) {
        const view = views.find((each) => each.id === id || (externalId && each.external_id === externalId));
        if (!view) continue;
        if (known && known !== view.hash) throw new SlackError('hash_conflict');
        return replace(user, view, modal);
      }
      throw new SlackError('not_found');
    },
    top: (user) => stack(user).at(-1),
    find: (user, id) => stack(user).find((view) => view.id === id),
    close: (user, all) => {
      stacks.set(user, all ? [] : stack(user).slice(0, -1));
      touch();
    },
    put: (user, sent, modal, how) => {
      // Closed meanwhile: there is nothing to change.
      if (how === 'update') replace(user, sent, modal);
      else add(user, modal, stack(user));
    },
  };
}

/** As `views.open` answers and `view_submission` carries it. */
export function wireView(view: View, app: { id: string; botId: string }, team: string, values?: Json): Json {
  return {
    id: view.id,
    team_id: team,
    type: 'modal',
    title: view.title,
    blocks: view.blocks,
    close: view.close ?? null,
    submit: view.submit ?? null,
    private_metadata: view.private_metadata ?? '',
    callback_id: view.callback_id ?? '',
    external_id: view.external_id ?? '',
    clear_on_close: view.clear_on_close ?? false,
    notify_on_close: view.notify_on_close ?? false,
    state: { values: values ?? {} },
    hash: view.hash,
    root_view_id: view.rootId,
    previous_view_id: view.previousId ?? null,
    app_id: app.id,
    bot_id: app.botId,
  };
}
