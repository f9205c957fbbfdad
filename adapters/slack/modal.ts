import type { types } from '@slack/bolt';
import { z } from 'zod';
import type { Card } from '../../src/cards/card.ts';
import type { SignPress } from '../../src/presses/press.ts';
import { type Block, ownNote, renderPieces } from './blocks.ts';
import { foldMessage, pagesOf } from './fold.ts';
import { limits } from './limits.ts';

/** What a dialog remembers of where it came from; it travels with the view, so that any process can go on with it. */
export type ModalState = Readonly<{
  channel: string;
  thread?: string | undefined;
  /** The press that opened it: turning a page asks again. Empty where it must not be asked again. */
  press: string;
  /** How many dialogs lie upon each other. */
  depth: number;
  /** The signed press of a form's button. */
  submit?: string | undefined;
}>;

const state = z.object({
  channel: z.string(),
  thread: z.string().optional(),
  press: z.string(),
  depth: z.number(),
  submit: z.string().optional(),
});

export function readModalState(metadata: string): ModalState | undefined {
  try {
    return state.parse(JSON.parse(metadata));
  } catch {
    return undefined;
  }
}

/** A modal of ours around some blocks. */
export const dialog = (blocks: types.ModalView['blocks'], from: ModalState): types.ModalView => ({
  type: 'modal',
  title: { type: 'plain_text', text: 'Cisco XDR', emoji: false },
  close: { type: 'plain_text', text: from.depth > 1 ? 'Back' : 'Close', emoji: false },
  private_metadata: metadataOf(from),
  blocks,
});

/** A press that is too long to travel with the view is left out; such a dialog cannot turn pages. */
function metadataOf(from: ModalState): string {
  const whole = JSON.stringify(from);
  return whole.length <= limits.privateMetadata ? whole : JSON.stringify({ ...from, press: '' });
}

export const renderWaiting = (from: ModalState): types.ModalView => dialog([ownNote('Looking …').block], from);

/** A card as a dialog; long ones have pages, or are folded where turning a page would ask again what must not be. */
export function renderModal(card: Card, from: ModalState, page: number, signPress: SignPress): types.ModalView {
  const pieces = renderPieces(card, signPress);
  if (from.press === '' || metadataOf(from) !== JSON.stringify(from)) return dialog(foldMessage(pieces), from);
  const pages = pagesOf(pieces);
  const at = Math.min(page, pages.length - 1);
  const blocks: Block[] = [...pages[at]!];
  if (pages.length > 1) {
    const turn = (text: string, to: number): types.Button => ({
      type: 'button',
      action_id: `page-${to}`,
      text: { type: 'plain_text', text, emoji: false },
      value: String(to),
    });
    const elements = [
      ...(at > 0 ? [turn('Previous', at - 1)] : []),
      ...(at < pages.length - 1 ? [turn('Next', at + 1)] : []),
    ];
    blocks.push(ownNote(`Page ${at + 1} of ${pages.length}`).block, { type: 'actions', elements });
  }
  return dialog(blocks, from);
}
