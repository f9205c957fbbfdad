import { Failure } from './failure.ts';

/**
 * Loads a part of the simulation. It is built on development dependencies: an installation without them serves, but
 * cannot play, and says so in a sentence.
 */
export async function loadSimulation<Part>(load: () => Promise<Part>): Promise<Part> {
  try {
    return await load();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    const say =
      'The simulated XDR needs the development dependencies: install with "npm ci" (without --omit=dev), or configure XDR_CLIENT_ID and a chat platform.';
    throw new Failure('platform-refused', say, { cause: error });
  }
}
