/** A conversation of the pretended workspace. `direct` is one person and the bot. */
export type Channel = {
  readonly id: string;
  readonly name: string;
  readonly kind: 'public' | 'private' | 'direct';
  readonly topic: string;
  readonly members: Set<string>;
  /** Shared with another organisation (Slack Connect). */
  readonly shared: boolean;
  archived: boolean;
};

/** What events call it (`channel_type`). */
export function channelType(channel: Channel): 'channel' | 'group' | 'im' {
  if (channel.kind === 'direct') return 'im';
  return channel.kind === 'private' ? 'group' : 'channel';
}

/** As `conversations.info` tells it to someone. */
export function wireChannel(channel: Channel, ourTeam: string, asker: string): Record<string, unknown> {
  const common = { id: channel.id, is_archived: channel.archived, context_team_id: ourTeam };
  if (channel.kind === 'direct') {
    const user = [...channel.members].find((member) => member !== asker) ?? asker;
    return { ...common, is_im: true, is_user_deleted: false, user };
  }
  return {
    ...common,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: true,
    is_group: false,
    is_im: false,
    is_mpim: false,
    is_private: channel.kind === 'private',
    is_general: channel.name === 'general',
    is_shared: channel.shared,
    is_ext_shared: channel.shared,
    is_org_shared: false,
    is_pending_ext_shared: false,
    is_member: channel.members.has(asker),
    num_members: channel.members.size,
    topic: { value: channel.topic, creator: '', last_set: 0 },
    purpose: { value: '', creator: '', last_set: 0 },
  };
}
