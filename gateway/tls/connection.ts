/**
 * One TLS connection. What is written is encrypted within the call, into memory of OpenSSL's own, whenever nothing written before
 * waits: the caller's buffer is free at once, whatever the network does. So a connection holds at most what was encrypted
 * last, and one buffer behind it. Runs on the thread of the door that listens.
 */
import type { PeerCertificate as Certificate, TLSSocket } from 'node:tls';
import { NodeConnection, type PeerCertificate } from '../net.js';

export class TlsConnection extends NodeConnection {
  /**
   * The network was slower than the caller. Until it is seen to keep up, write() returns false, as over TCP it would: who watches
   * for slow consumers must not take a write for sent that was only encrypted.
   */
  private lags = false;

  constructor(socket: TLSSocket) {
    super(socket, peerOf(socket));
  }

  override write(bytes: Uint8Array): boolean {
    const { socket } = this;
    if (socket.destroyed) return true;
    // node:tls has a write under way until a later phase of the event loop, even when the network took all of it at once
    const isFree = socket.writableLength === 0;
    socket.write(bytes, this.written);
    if (isFree && !this.lags) return true;
    if (!isFree) this.lags = true;
    this.blocked = true;
    setImmediate(this.look);
    return false;
  }

  /** By now a write that the network took at once is done. */
  private readonly look = (): void => {
    if (this.socket.writableLength === 0) this.lags = false;
  };
}

function peerOf(socket: TLSSocket): PeerCertificate | null {
  const certificate = socket.getPeerCertificate() as Certificate | null;
  if (certificate?.fingerprint256 === undefined) return null;
  const { fingerprint256, subject } = certificate;
  const names: unknown = subject?.CN; // an array when there are more than one
  return { subjectCn: typeof names === 'string' ? names : '', fingerprint256, authorized: socket.authorized };
}
