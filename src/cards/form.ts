import type { Press } from '../presses/press.ts';
import type { ButtonStyle, Card } from './card.ts';

/** One thing that a form asks for. Names are letters; texts of ours are short (Slack: labels 150, hints 150 characters). */
export type Field =
  | Readonly<{
      field: 'text';
      name: string;
      label: string;
      hint?: string;
      /** More than one line. */
      long?: true;
      /** May be left empty. */
      optional?: true;
      /** Longest text that is taken, at most 3,000 characters (Slack's limit). */
      most: number;
      /** What stands in it at first. */
      initial?: string;
      /** What was wrong with what was typed before. */
      wrong?: string;
    }>
  | Readonly<{
      field: 'choice';
      name: string;
      label: string;
      options: readonly Readonly<{ text: string; value: string }>[];
      /** Empty: nothing is chosen at first, and something has to be. */
      initial: string;
      /** One of the options says that it is left empty. */
      optional?: true;
      /** What was wrong with what was chosen before. */
      wrong?: string;
    }>;

/**
 * A dialog that asks for something before it is sent: a card that says what will happen, fields, and one button. What is
 * typed comes back as the `fields` of that button's press.
 */
export type Form = Readonly<{
  card: Card;
  fields: readonly Field[];
  submit: Readonly<{
    /** At most 24 characters (Slack's limit for the button of a dialog). */
    text: string;
    press: Press;
    /** Slack shows none in a dialog. */
    style?: ButtonStyle;
  }>;
}>;
