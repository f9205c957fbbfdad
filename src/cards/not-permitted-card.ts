import { type Card, type Span, text, value } from './card.ts';
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
  /** What stands before a verb here. */
  prefix?: string | undefined;
  simulated: boolean;
}>;

/** The person may not: who may, and whom to ask. */
export function notPermittedCard({ verb, needs, standing, prefix, simulated }: NotPermittedCardFacts): Card {
  const outside = standing !== 'member';
  return notice({
    tone: 'refused',
    word: 'Not permitted',
    sentence: outside
      ? 'only full members of this workspace may ask the bot.'
      : `“${outsideText(verb, 40)}” is for ${roles[needs].who}.`,
    todo: outside ? [text('Ask a member to look it up.')] : letYou(needs, prefix),
    simulated,
    data: { kind: 'refusal', why: 'not-permitted' },
  });
}

/** Who can let somebody, and how; `prefix`: what stands before a verb here. */
export function letYou(needs: Role, prefix: string | undefined): readonly Span[] {
  const { setting, grant } = roles[needs];
  if (!grant) return [text('An administrator of the bot can add you: setting '), value(setting), text('.')];
  const command = `grant @you ${grant}`;
  return [
    text('An administrator of the bot can let you: '),
    value(prefix ? `${prefix} ${command}` : command),
    text(', or the setting '),
    value(setting),
    text('.'),
  ];
}

/** `grant`: the word with which it can be granted in chat. */
const roles: Readonly<Record<Role, Readonly<{ who: string; setting: string; grant?: string }>>> = {
  readers: { who: 'readers', setting: 'CHATOPS_READERS' },
  analysts: { who: 'analysts', setting: 'CHATOPS_ANALYSTS', grant: 'analyse' },
  responders: { who: 'responders', setting: 'CHATOPS_RESPONDERS', grant: 'respond' },
  approvers: { who: 'approvers', setting: 'CHATOPS_APPROVERS', grant: 'approve' },
  admins: { who: 'administrators of the bot', setting: 'CHATOPS_ADMINS' },
};
