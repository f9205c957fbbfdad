/** Locks the directory of its argument, says so, and lives until killed. */
import { lockDirectory } from '../../../src/store/directory-lock.ts';

await lockDirectory(process.argv[2] ?? '');
console.log('locked');
setInterval(() => {}, 1000);
