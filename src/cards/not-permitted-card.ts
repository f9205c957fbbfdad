import { type Card, text, value } from './card.ts';
import { notice } from './notice.ts';
import { outsideText } from './outside-text.ts';

/** The contract's roles. */
export type Role = 'readers' | 'analysts' | 'responders' | 'approvers' | 'admins';

export type NotPermittedCardFacts = Readonly<{
  /** What was wanted, such as `details`. */
  verb: string;
  needs: Role;
  /** Who asked; a guest is told something else than a member. */
  standing: 'member' | 'guest' | 'stranger' | 'bot';
  simulated: boolean;
}>;

/** The person may not: who may, and whom to ask. */
export function notPermittedCard({ verb, needs, standing, simulated }: NotPermittedCardFacts): Card {
  const outside = standing !== 'member';
  return notice({
    tone: 'refused',
    word: 'Not permitted',
    sentence: outside
      ? 'only full members of this workspace may ask the bot.'
      : `“${outsideText(verb, 40)}” is for ${roles[needs].who}.`,
    todo: outside
      ? [text('Ask a member to look it up.')]
      : [text('An administrator of the bot can add you: setting '), value(roles[needs].setting), text('.')],
    simulated,
    data: { kind: 'refusal', why: 'not-permitted' },
  });
}

const roles: Readonly<Record<Role, Readonly<{ who: string; setting: string }>>> = {
  readers: { who: 'readers', setting: 'CHATOPS_READERS' },
  analysts: { who: 'analysts', setting: 'CHATOPS_ANALYSTS' },
  responders: { who: 'responders', setting: 'CHATOPS_RESPONDERS' },
  approvers: { who: 'approvers', setting: 'CHATOPS_APPROVERS' },
  admins: { who: 'administrators of the bot', setting: 'CHATOPS_ADMINS' },
};
