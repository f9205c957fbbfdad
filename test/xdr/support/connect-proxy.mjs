/** A proxy that knows CONNECT and nothing else; run as a process. Prints its port, then a line for each request. */
import { createServer } from 'node:http';
import { connect } from 'node:net';

const refused = process.argv[2] === 'refuse';
const server = createServer((request, response) => {
  console.log(`${request.method} ${request.url}`);
  response.writeHead(405).end();
});
server.on('connect', (request, client, head) => {
  console.log(`CONNECT ${request.url} ${request.headers['proxy-authorization'] ?? 'anonymous'}`);
  client.on('error', () => {});
  if (refused) return client.end('HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n');
  const [, host, port] = /^(.*):(\d+)$/.exec(request.url) ?? [];
  // Names are not looked up: whatever is asked for lives on loopback.
  const target = connect(Number(port), '127.0.0.1', () => {
    client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    target.write(head);
    target.pipe(client).pipe(target);
  });
  target.on('error', () => client.destroy());
  client.on('close', () => target.destroy());
  if (!host) client.destroy();
});
server.listen(0, '127.0.0.1', () => console.log(`PORT ${server.address().port}`));
process.on('disconnect', () => process.exit());
