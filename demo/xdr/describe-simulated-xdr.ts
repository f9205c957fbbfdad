import { WORKFLOW_STORIES } from './automation-stories.ts';
import type { SimulatedXdr } from './create-simulated-xdr.ts';
import { shortIncidentId } from './incident-documents.ts';
import { INCIDENT_STORIES } from './incident-stories.ts';

/** The text that `npm run demo:xdr` prints: address, clients, stories, lines to paste. */
export function describeSimulatedXdr(xdr: SimulatedXdr, url: string, globalUrl: string): string {
  const reader = xdr.client('reader');
  const clients = xdr.clients.map(
    ({ name, id, password, scopes, purpose }) =>
      `  ${name}: ${purpose}\n    id        ${id}\n    password  ${password}\n    scopes    ${scopes}`,
  );
  const responder = xdr.client('responder');
  const stories = xdr.stories.map(({ observable, shows }) => `  ${observable.type} ${observable.value}: ${shows}`);
  const incidents = INCIDENT_STORIES.map(
    ({ number, shows }) => `  INC-${1000 + number} ${shortIncidentId(number)}: ${shows}`,
  );
  const workflows = WORKFLOW_STORIES.map(({ name, shows }) => `  ${name}: ${shows}`);
  return `Simulated Cisco XDR at ${url} (made-up data, all API families by path)

Clients (made up; they open nothing else):
${clients.join('\n')}

Stories (anything else gets a made-up verdict, mostly unknown):
${stories.join('\n')}

Response actions (nothing is really done): for domains, URLs, addresses, SHA-256, host names, e-mail addresses; those of
hostile.example.net are what no client may follow

Incidents (changed by status, PATCH and notes, until the next start):
${incidents.join('\n')}

Workflows (of XDR Automation; nothing is really done):
${workflows.join('\n')}

Try it:
  TOKEN=$(curl -s -u '${reader.id}:${reader.password}' -d grant_type=client_credentials ${url}/iroh/oauth2/token | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')
  curl -s -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d '{"content":"45.83.10.7 or internetbadguys.com?"}' ${url}/iroh/iroh-inspect/inspect
  curl -s -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d '[{"type":"domain","value":"internetbadguys.com"}]' ${url}/iroh/iroh-enrich/deliberate/observables
  TOKEN=$(curl -s -u '${responder.id}:${responder.password}' -d grant_type=client_credentials ${url}/iroh/oauth2/token | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')
  curl -s -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d '[{"type":"domain","value":"internetbadguys.com"}]' ${url}/iroh/iroh-response/respond/observables

With the bot in a terminal:
  XDR_VISIBILITY_URL=${url} XDR_PRIVATE_INTEL_URL=${url} XDR_GLOBAL_INTEL_URL=${globalUrl} XDR_CLIENT_ID=${reader.id} XDR_CLIENT_PASSWORD=${reader.password} npx xdr-chatops enrich '45.83.10[.]7'
`;
}
