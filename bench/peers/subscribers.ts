/**
 * Market-data subscribers in a process of their own: plain sockets that log on, subscribe, and count what comes; the less they do with
 * it, the less of the machine they take from the exchange. On `count` they answer with what has come since the last time.
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { FixParser, Parse } from '../../gateway/fix/parser.js';
import { Envelope, FixWriter, SessionHeader } from '../../gateway/fix/writer.js';
import { cpuSeconds } from '../cpu.js';

export interface SubscribersTask {
  host: string;
  port: number;
  subscribers: number;
  /** To each subscriber its own. */
  symbols: readonly (readonly string[])[];
  depth: number;
}

export interface SubscriberCounts {
  connected: number;
  messages: number;
  /** MarketDataSnapshotFullRefresh among them. */
  fulls: number;
  bytes: number;
  cpuSeconds: number;
}

const SYMBOLS_A_REQUEST = 50;
const MSG_TYPE = Buffer.from('\x0135=');
const FULL = 'W'.charCodeAt(0);

const sockets: Socket[] = [];
let counts = { messages: 0, fulls: 0, bytes: 0 };

async function subscribe(task: SubscribersTask, n: number): Promise<void> {
  const socket = connect({ host: task.host, port: task.port });
  await once(socket, 'connect');
  const writer = new FixWriter(1 << 16);
  const envelope = new Envelope(new SessionHeader('FIX.4.4', `MD${String(n + 1).padStart(3, '0')}`, 'BUTTONWOOD'));
  let msgSeqNum = 0;
  const send = (msgType: string, body: () => void) => {
    writer.clear();
    envelope.nowUs = Date.now() * 1000;
    writer.begin(envelope, msgType.charCodeAt(0), ++msgSeqNum);
    body();
    writer.end();
    socket.write(Uint8Array.prototype.slice.call(writer.u8, 0, writer.at));
  };
  send('A', () => {
    writer.integer(98, 0);
    writer.integer(108, 3600);
    writer.char(141, 0x59);
  });
  const symbols = task.symbols[n];
  for (let from = 0; from < symbols.length; from += SYMBOLS_A_REQUEST) {
    const some = symbols.slice(from, from + SYMBOLS_A_REQUEST);
    send('V', () => {
      writer.string(262, `R${from}`);
      writer.char(263, 0x31);
      writer.integer(264, task.depth);
      writer.integer(265, 1);
      writer.integer(267, 3);
      for (const type of [0x30, 0x31, 0x32]) writer.char(269, type);
      writer.integer(146, some.length);
      for (const symbol of some) writer.string(55, symbol);
    });
  }
  const [first] = (await once(socket, 'data')) as [Buffer];
  refuseUnlessLogon(first);
  count(first);
  socket.on('data', count);
  socket.on('close', () => sockets.splice(sockets.indexOf(socket), 1));
  sockets.push(socket);
}

function refuseUnlessLogon(bytes: Buffer): void {
  const parser = new FixParser({ fixMessageBytes: 4096, fixFields: 64 });
  parser.append(bytes.subarray(0, 4096));
  if (parser.next() !== Parse.message || parser.msgType !== 0x41) throw new Error(`expected a Logon, got ${bytes}`);
}

function count(bytes: Buffer): void {
  counts.bytes += bytes.length;
  for (let at = bytes.indexOf(MSG_TYPE); at >= 0; at = bytes.indexOf(MSG_TYPE, at + MSG_TYPE.length)) {
    counts.messages++;
    if (bytes[at + MSG_TYPE.length] === FULL) counts.fulls++;
  }
}

process.on('message', (message: SubscribersTask | { type: 'count' }) => {
  if ('type' in message) {
    const since: SubscriberCounts = { ...counts, connected: sockets.length, cpuSeconds: cpuSeconds(process.pid) };
    counts = { messages: 0, fulls: 0, bytes: 0 };
    process.send?.(since);
    return;
  }
  Promise.all(Array.from({ length: message.subscribers }, (_, n) => subscribe(message, n))).then(
    () => process.send?.('up'),
    (error: Error) => process.send?.({ error: error.message }),
  );
});
process.on('disconnect', () => process.exit(0));
