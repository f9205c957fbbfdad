import { refusal } from '../cards/refusal.ts';
import type { Command } from '../commands/command.ts';

/** Of commands that read files, a person's next is answered with a sentence while his last is still being answered. */
export function createOneAtATime(simulated: boolean): (command: Command) => Command {
  const reading = new Set<string>();
  return (command) => ({
    ...command,
    run: async (asked) => {
      if (!asked.files?.length) return command.run(asked);
      const { platform, workspace, id } = asked.person;
      const who = `${platform}/${workspace}/${id}`;
      if (reading.has(who))
        return refusal(
          'One at a time',
          'the files of your last command are still being read.',
          'Ask again when that is answered.',
          simulated,
          'too-many',
        );
      reading.add(who);
      try {
        return await command.run(asked);
      } finally {
        reading.delete(who);
      }
    },
  });
}
