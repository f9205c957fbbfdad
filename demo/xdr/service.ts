/** What is read in the private store; the global one's have a `global-` before them. */
type Intel =
  | 'judgement-search'
  | 'judgement'
  | 'verdict'
  | 'judgements'
  | 'judgement-indicators'
  | 'indicator-search'
  | 'indicator';

/** The routes of the simulation, by the names that faults, latencies and the call log use. */
export type Service =
  | 'token'
  | 'clouds'
  | 'inspect'
  | 'deliberate'
  | 'observe'
  | 'refer'
  | 'reputation'
  | 'health'
  | 'module-instance'
  | 'whoami'
  | 'respond'
  | 'trigger'
  | 'incident-search'
  | 'incident-summary'
  | 'incident'
  | 'sightings-incidents'
  | 'incident-patch'
  | 'incident-status'
  | 'note'
  | 'note-search'
  | 'webhook'
  | 'webhook-install'
  | 'webhook-result'
  | 'casebook-search'
  | 'casebook-external-id'
  | 'casebook'
  | 'casebook-create'
  | 'casebook-patch'
  | 'casebook-observables'
  | 'casebook-texts'
  | 'incident-link'
  | 'relationship-search'
  | 'workflows'
  | 'workflow'
  | 'start-config'
  | 'workflow-start'
  | 'instance'
  | 'tasks'
  | 'task'
  | 'task-answer'
  | Intel
  | `global-${Intel}`
  | 'judgement-external-id'
  | 'judgement-create'
  | 'judgement-expire'
  | 'judgement-delete'
  | 'users'
  | 'user-search'
  | 'not-found';

/** Those that the organisation's quota does not count (LIKELY: the documents speak of API calls). */
export const UNCOUNTED: ReadonlySet<Service> = new Set<Service>(['token', 'clouds']);
