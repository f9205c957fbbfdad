import type { Audit } from './audit-entry.ts';

/**
 * Writes into the audit which settings differ from those of the last start, here or in another replica. Values are short
 * and no secrets. Rejects with Failure `store-unavailable`.
 */
export const noteSettings = (audit: Pick<Audit, 'record'>, settings: Readonly<Record<string, string>>): Promise<void> =>
  audit.record(async (query, note) => {
    const rows = await query<{ name: string; value: string }>('select name, value from settings_seen');
    const before = new Map(rows.map(({ name, value }) => [name, value]));
    for (const [setting, to] of Object.entries(settings)) {
      const from = before.get(setting);
      if (from === to) continue;
      note({ event: 'setting.changed', details: { setting, ...(from === undefined ? {} : { from }), to } });
      await query(
        'insert into settings_seen (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value',
        [setting, to],
      );
    }
  });
