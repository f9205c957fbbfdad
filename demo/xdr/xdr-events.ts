import { randomUUID } from 'node:crypto';
import { DEMO_ORG, DEMO_USER } from './api-clients.ts';
import type { Document } from './documents.ts';
import { iso, storeAddress } from './incident-documents.ts';

/** Something happened to an incident of the simulation. `incident` is its short id; `more` joins the event's data. */
export type Happening = Readonly<{ type: string; incident: string; more?: Document }>;

/** The event as the platform keeps and delivers it (LIKELY: Cisco describes it for `iroh-event`, not for deliveries). */
export const eventDocument = ({ type, incident, more = {} }: Happening, now: number): Document & { id: string } => ({
  id: randomUUID(),
  created_at: iso(now),
  // Cisco spells it so.
  emiter: { user_id: DEMO_USER.id, org_id: DEMO_ORG.id, client_id: 'iroh-correlation-client' },
  issuer: 'iroh',
  sign: { value: 'bWFkZS11cA', alg: 'eddsa', kid: 'made-up-key' },
  data: { type, 'entity-id': storeAddress('incident', incident), ...more },
});
