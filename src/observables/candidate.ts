/**
 * The shapes that detection tells apart by form alone, named as XDR names its observable types. Whether a candidate is
 * an observable, and of which type, is for Inspect to say.
 */
export type Shape =
  | 'ip'
  | 'ipv6'
  | 'domain'
  | 'url'
  | 'email'
  | 'md5'
  | 'sha1'
  | 'sha256'
  | 'mac_address'
  | 'file_name'
  | 'registry_key'
  | 'meraki_node_sn'
  | 'meraki_network_id';

/** A refanged string that looks like an observable. It holds no line break and at most {@link LONGEST} characters. */
export type Candidate = Readonly<{ shape: Shape; value: string }>;

/** Longest candidate in characters: what one call to Inspect can carry. */
export const LONGEST = 2000;
