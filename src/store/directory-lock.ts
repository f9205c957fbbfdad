import { randomUUID } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, rename, rm, symlink } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Failure } from '../failure.ts';

/** Addresses of UNIX sockets are at most 104 (macOS) to 108 (Linux) bytes long; our file names need about 50. */
const longestDirectory = 48;
const suffix = '.sock';

type Standing = 'holder' | 'starter' | 'dead';

/**
 * Locks a directory for this process: two processes would destroy an embedded database. Each starter listens on a socket
 * of its own name in `<directory>/lock`; a socket nobody listens on belongs to a dead process and is removed (names are
 * never used twice, so a living one cannot be hit). Of several living starters the first by name goes on. Rejects with a
 * Failure when another process holds it; resolves with the unlocking.
 */
export async function lockDirectory(directory: string): Promise<() => Promise<void>> {
  const folder = join(directory, 'lock');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const address = await shortAddress(folder);
  const own = `${randomUUID()}${suffix}`;
  let standing: Standing = 'starter';
  const server = await listen(join(address.folder, `.${own}`), () => `${standing} ${process.pid}`, directory);
  const unlock = async () => {
    await rm(join(folder, own), { force: true });
    await new Promise((done) => server.close(done));
  };
  try {
    await chmod(join(folder, `.${own}`), 0o600);
    // Only now can others see it: between its making and its listening a socket looks dead.
    await rename(join(folder, `.${own}`), join(folder, own));
    await waitForOthers(folder, address.folder, own, directory);
  } catch (error) {
    await unlock();
    throw error;
  } finally {
    await address.forget();
  }
  standing = 'holder';
  return unlock;
}

async function waitForOthers(folder: string, address: string, own: string, directory: string): Promise<void> {
  for (;;) {
    let alone = true;
    for (const name of (await readdir(folder)).filter((each) => each.endsWith(suffix) && !each.startsWith('.'))) {
      if (name === own) continue;
      const { standing, pid } = await ask(join(address, name));
      if (standing === 'dead') await rm(join(folder, name), { force: true });
      else if (standing === 'holder' || name < own) throw inUse(directory, pid);
      else alone = false; // it sees us too, and gives way, unless it looked before we were there and holds it soon
    }
    if (alone) return;
    await new Promise((done) => setTimeout(done, 20));
  }
}

const inUse = (directory: string, pid: string) =>
  new Failure(
    'store-unavailable',
    `The data directory ${directory} is in use by another xdr-chatops process (${pid || 'unknown process'}). ` +
      'Stop that process, give this one another DATA_DIR, or use DATABASE_URL to run several.',
  );

function listen(path: string, answer: () => string, directory: string): Promise<Server> {
  const server = createServer((socket) => {
    socket.on('error', () => {}); // whoever asked has gone
    socket.end(answer());
  });
  server.unref();
  return new Promise((resolveServer, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) =>
      reject(
        new Failure(
          'store-unavailable',
          `The data directory ${directory} cannot be locked (${cause.code}): it must be writable and on a file system that ` +
            'has UNIX sockets. Give another DATA_DIR.',
          { cause },
        ),
      ),
    );
    server.listen(path, () => resolveServer(server));
  });
}

/** Whoever accepts a connection lives, also when it is too busy to answer. */
function ask(path: string): Promise<{ standing: Standing; pid: string }> {
  return new Promise((done) => {
    const socket = connect(path);
    let connected = false;
    let said = '';
    socket.setTimeout(2000, () => socket.destroy());
    socket.on('connect', () => {
      connected = true;
    });
    socket.on('data', (chunk) => {
      said += chunk;
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      const [standing, pid = ''] = said.split(' ');
      if (!connected) done({ standing: 'dead', pid });
      else done({ standing: standing === 'starter' ? 'starter' : 'holder', pid: pid && `process ${pid}` });
    });
  });
}

/** A short way to a folder with a long path: a symbolic link in the directory for temporary files. */
async function shortAddress(folder: string): Promise<{ folder: string; forget: () => Promise<void> }> {
  if (Buffer.byteLength(folder) <= longestDirectory) return { folder, forget: async () => {} };
  const link = await mkdtemp(join(tmpdir(), 'xdr-'));
  await symlink(resolve(folder), join(link, 'l'));
  return { folder: join(link, 'l'), forget: () => rm(link, { recursive: true, force: true }) };
}
