import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The least connector of Teams that a bot can live on, fast enough not to be measured itself: notes when each post arrived. */
export async function startBareConnector(): Promise<{
  serviceUrl: string;
  /** Id of the message that a thread hangs on → when its first reply arrived (`performance.now()`). */
  posted: Map<string, number>;
  close: () => void;
}> {
  const posted = new Map<string, number>();
  let posts = 0;
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      const [, thread] = /messageid=(\d+)\/activities/.exec(decodeURIComponent(request.url ?? '')) ?? [];
      if (thread && !posted.has(thread)) posted.set(thread, performance.now());
      posts += 1;
      response.writeHead(201, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ id: `post-${posts}` }));
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    serviceUrl: `http://127.0.0.1:${port}`,
    posted,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
