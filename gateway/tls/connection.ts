/**
 * One TLS connection. What is written is encrypted within the call, into memory of OpenSSL's own, whenever nothing written before
 * waits: the caller's buffer is free at once, whatever the network does. So a connection holds at most what was encrypted
 * last, and one buffer behind it. Runs on the thread of the door that listens.
 */
import type { PeerCertificate as Certificate, TLSSocket } from 'node:tls';
import { NodeConnection, type PeerCertificate } from '../net.js';

export class TlsConnection extends NodeConnection {
  constructor(socket: TLSSocket) {
    super(socket, peerOf(socket));
  }

  override write(bytes: Uint8Array): boolean {
    const { socket } = this;
    if (socket.destroyed) return true;
    // node has a write over TLS under way until a later phase of its event loop, even when the network took all of it at once:
    // what counts is whether this one goes to OpenSSL now or waits in node, which then refers to `bytes`
    const goesNow = socket.writableLength === 0;
    socket.write(bytes, this.written);
    this.blocked = !goesNow;
    return goesNow;
  }
}

function peerOf(socket: TLSSocket): PeerCertificate | null {
  const certificate = socket.getPeerCertificate() as Certificate | null;
  if (certificate?.fingerprint256 === undefined) return null;
  const { fingerprint256, subject } = certificate;
  const names: unknown = subject?.CN; // an array when there are more than one
  return { subjectCn: typeof names === 'string' ? names : '', fingerprint256, authorized: socket.authorized };
}
