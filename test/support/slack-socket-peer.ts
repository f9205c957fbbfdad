import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/** Slack's end of one WebSocket: sends envelopes, keeps what comes back. */
export type SocketPeer = Readonly<{
  send: (envelope: unknown) => void;
  /** What the bot sent: acknowledgements, in order. */
  received: Record<string, unknown>[];
  closed: () => boolean;
  destroy: () => void;
}>;

const opcodes = { text: 0x1, close: 0x8, ping: 0x9, pong: 0xa } as const;

/** Accepts an upgrade (RFC 6455, unfragmented frames) and greets as Slack does. */
export function acceptSocket(request: IncomingMessage, socket: Duplex): SocketPeer {
  const accept = createHash('sha1')
    .update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
    .digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-accept: ${accept}\r\n\r\n`,
  );
  const received: Record<string, unknown>[] = [];
  let closed = false;
  let waiting = Buffer.alloc(0);
  const send = (opcode: number, payload: Buffer) => {
    if (!socket.destroyed) socket.write(frame(opcode, payload));
  };
  socket.on('error', () => {});
  socket.on('close', () => {
    closed = true;
  });
  socket.on('data', (chunk: Buffer) => {
    waiting = Buffer.concat([waiting, chunk]);
    for (let read = readFrame(waiting); read; read = readFrame(waiting)) {
      waiting = waiting.subarray(read.size);
      if (read.opcode === opcodes.text) received.push(JSON.parse(read.payload.toString()));
      if (read.opcode === opcodes.ping) send(opcodes.pong, read.payload);
      if (read.opcode === opcodes.close) {
        send(opcodes.close, read.payload);
        socket.end();
      }
    }
  });
  const say = (envelope: unknown) =>
    send(opcodes.text, Buffer.from(typeof envelope === 'string' ? envelope : JSON.stringify(envelope)));
  say({ type: 'hello', num_connections: 1, connection_info: { app_id: 'A0APP' } });
  return { send: say, received, closed: () => closed, destroy: () => socket.destroy() };
}

/** A server's frames are not masked. */
function frame(opcode: number, payload: Buffer): Buffer {
  const { length } = payload;
  if (length < 126) return Buffer.concat([Buffer.from([0x80 | opcode, length]), payload]);
  const head = Buffer.alloc(10);
  head.writeUInt8(0x80 | opcode, 0);
  head.writeUInt8(127, 1);
  head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, payload]);
}

function readFrame(data: Buffer): { opcode: number; payload: Buffer; size: number } | undefined {
  if (data.length < 2) return undefined;
  const short = data.readUInt8(1) & 0x7f;
  const extra = short === 126 ? 2 : short === 127 ? 8 : 0;
  const start = 2 + extra + 4;
  if (data.length < start) return undefined;
  const length = extra === 2 ? data.readUInt16BE(2) : extra === 8 ? Number(data.readBigUInt64BE(2)) : short;
  if (data.length < start + length) return undefined;
  const mask = data.subarray(start - 4, start);
  const payload = Buffer.from(data.subarray(start, start + length).map((byte, at) => byte ^ mask[at % 4]!));
  return { opcode: data.readUInt8(0) & 0x0f, payload, size: start + length };
}
