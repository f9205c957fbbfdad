import { OPEN_INCIDENTS } from './incident-stories-open.ts';
import { OTHER_INCIDENTS } from './incident-stories-other.ts';
import type { IncidentStory } from './incident-story.ts';

/** Twelve incidents in all states, and one of them tries to come to life. */
export const INCIDENT_STORIES: readonly IncidentStory[] = [...OPEN_INCIDENTS, ...OTHER_INCIDENTS];
