/** A venue with a fault: an acceptor of its own that hands everything on to a sound one, and changes what passes. */
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** Gives a message back, changed or not; null swallows it. */
export type Change = (message: string) => string | null;

export interface Faults {
  /** What the broker sends, before the venue sees it. */
  toVenue?: Change;
  fromVenue?: Change;
}

export class FaultyVenue {
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {}

  static start(soundPort: number, faults: Faults): Promise<FaultyVenue> {
    const server = createServer({ noDelay: true });
    const venue = new FaultyVenue(server);
    server.on('connection', (broker) => {
      const sound = connect({ host: '127.0.0.1', port: soundPort, noDelay: true });
      venue.relay(broker, sound, faults.toVenue);
      venue.relay(sound, broker, faults.fromVenue);
    });
    return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(venue)));
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  stop(): void {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
  }

  private relay(from: Socket, to: Socket, change: Change = (message) => message): void {
    this.sockets.add(from);
    let text = '';
    from.on('data', (bytes) => {
      text += bytes.toString('latin1');
      for (;;) {
        // a message ends at its CheckSum, whatever its BodyLength says
        const found = /\x0110=\d{3}\x01/.exec(text);
        if (found === null) break;
        const end = found.index + found[0].length;
        const changed = change(text.slice(0, end));
        text = text.slice(end);
        if (changed !== null) to.write(Buffer.from(changed, 'latin1'));
      }
    });
    from.on('error', () => {});
    from.on('close', () => to.end());
  }
}

export function field(message: string, tag: number): string | undefined {
  return new RegExp(`\x01${tag}=([^\x01]*)\x01`).exec(message)?.[1];
}

/** Another value for a field, which is left out with null; BodyLength and CheckSum are made right. */
export function edit(message: string, tag: number, value: string | null): string {
  const text = value === null ? '' : `\x01${tag}=${value}`;
  return sound(
    tag === 8 ? message.replace(/^8=[^\x01]*/, `8=${value}`) : message.replace(new RegExp(`\x01${tag}=[^\x01]*`), text),
  );
}

/** One more field, at the end of the body. */
export function add(message: string, tag: number, value: string): string {
  return sound(message.replace(/10=\d{3}\x01$/, `${tag}=${value}\x0110=000\x01`));
}

/** With the right BodyLength and CheckSum, and its first fields in order. */
export function sound(message: string): string {
  const begin = /^8=[^\x01]*\x01/.exec(message)?.[0] ?? '';
  const body = message
    .slice(begin.length)
    .replace(/(^|\x01)9=[^\x01]*\x01/, '$1')
    .replace(/10=\d{3}\x01$/, '');
  const front = `${begin}9=${body.length}\x01${body}`;
  let sum = 0;
  for (let i = 0; i < front.length; i++) sum += front.charCodeAt(i);
  return `${front}10=${String(sum % 256).padStart(3, '0')}\x01`;
}

/** A change of the messages of one type only. */
export function of(msgType: string, change: Change): Change {
  return (message) => (field(message, 35) === msgType ? change(message) : message);
}
