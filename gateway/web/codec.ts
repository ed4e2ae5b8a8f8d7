/** What goes over a WebSocket, as text (JSON) or binary (msgpack): each connection chooses one when it opens. */
import { Packr, Unpackr } from 'msgpackr';

export const ENCODINGS = ['json', 'msgpack'] as const;
export type Encoding = (typeof ENCODINGS)[number];

const packr = new Packr({ useRecords: false });
const unpackr = new Unpackr({ useRecords: false, mapsAsObjects: true });

export function encode(message: unknown, encoding: Encoding): string | Uint8Array {
  return encoding === 'json' ? JSON.stringify(message) : packr.pack(message);
}

/** One message for many connections: each encoding is made at most once, and only if somebody wants it. */
export class Outgoing {
  private readonly encoded: Partial<Record<Encoding, string | Uint8Array>> = {};

  constructor(readonly message: unknown) {}

  as(encoding: Encoding): string | Uint8Array {
    let bytes = this.encoded[encoding];
    if (bytes === undefined) {
      bytes = encode(this.message, encoding);
      this.encoded[encoding] = bytes;
    }
    return bytes;
  }
}

/** A message from a client: text is JSON, binary is msgpack, whatever the connection's own encoding. Throws on neither. */
export function decode(message: ArrayBuffer, isBinary: boolean): unknown {
  return isBinary ? unpackr.unpack(new Uint8Array(message)) : JSON.parse(Buffer.from(message).toString('utf8'));
}
