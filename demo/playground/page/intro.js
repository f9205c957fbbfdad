/** What stands above the messages of a conversation: who reads here. */
export function introOf({ kind, botIn, shared }) {
  if (kind === 'direct') return 'Write anything here, and XDR looks it up. Begin with help to see what it can do.';
  if (!botIn) return 'XDR is not in this channel and reads nothing here. Add it, and it says what it reads.';
  const reads =
    'XDR reads along. Paste an address, a hash or a whole report: it answers in a thread when there is something to know, and keeps quiet otherwise.';
  return shared ? `${reads} Outsiders are here, so it shows verdicts and nothing else.` : reads;
}
