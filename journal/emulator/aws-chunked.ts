/**
 * Takes the `aws-chunked` framing off a body. Signatures and trailers are not checked here.
 *
 *   <hex size>[;chunk-signature=…] CRLF  <data> CRLF  …  0[;…] CRLF  [trailer: value CRLF …]  CRLF
 */
import { AwsError } from './aws-error.js';

const LINE_BYTES_MAX = 4096;
const CRLF = Buffer.from('\r\n');

/** The plain bytes of `source`, whatever the boundaries of its pieces. */
export async function* decodeAwsChunked(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let held: Buffer = Buffer.alloc(0);
  /** Bytes of the chunk still to come; -1: a size line is next; -2: the CRLF after a chunk; -3: trailers. */
  let left = -1;
  for await (const piece of source) {
    held = held.length === 0 ? piece : Buffer.concat([held, piece]);
    for (;;) {
      if (left > 0) {
        if (held.length === 0) break;
        const taken = held.subarray(0, left);
        held = held.subarray(taken.length);
        left -= taken.length;
        if (left === 0) left = -2;
        yield taken;
        continue;
      }
      const end = held.indexOf(CRLF);
      if (end < 0 || left === -3) {
        if (held.length > LINE_BYTES_MAX) throw malformed('a line of at most 4,096 bytes');
        break;
      }
      const line = held.subarray(0, end).toString('latin1');
      held = held.subarray(end + 2);
      if (left === -2) {
        if (line !== '') throw malformed('CRLF after a chunk');
        left = -1;
        continue;
      }
      const size = /^[0-9a-fA-F]{1,8}(;|$)/.test(line) ? Number.parseInt(line, 16) : Number.NaN;
      if (Number.isNaN(size)) throw malformed('a chunk size in hex');
      left = size === 0 ? -3 : size;
    }
  }
  if (left !== -3) throw malformed('a last chunk of size 0');
}

function malformed(expected: string): AwsError {
  return new AwsError(400, 'IncompleteBody', `The aws-chunked body is malformed: expected ${expected}`);
}
