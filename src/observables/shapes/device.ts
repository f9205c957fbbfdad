import type { Shape } from '../candidate.ts';

/** Serial numbers and network ids of Meraki: the identifiers of XDR's list that a form alone tells apart. */
export function deviceShape(word: string): Shape | undefined {
  if (/^Q[0-9A-Z]{3}-[0-9A-Z]{4}-[0-9A-Z]{4}$/.test(word)) return 'meraki_node_sn';
  return /^[LN]_\d{12,20}$/.test(word) ? 'meraki_network_id' : undefined;
}
