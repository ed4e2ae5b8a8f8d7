/**
 * The public benchmark's report stream as text, and its SHA-256. One line a report, the lines of one message ordered by their
 * type number, fills in match order, no newline at the end.
 */
import { createHash } from 'node:crypto';

const CHUNK = 1 << 16;

export class ReportStream {
  lines = 0;
  private readonly hash = createHash('sha256');
  private started = false;
  private text = '';
  private first = '';
  private fills = '';
  private rest = '';

  acknowledged(seq: number, side: number, orderId: number, price: number, qty: number): void {
    this.first += `\n0,${seq},${side},${orderId},${price},${qty}`;
    this.lines++;
  }

  fill(seq: number, price: number, qty: number, makerOrderId: number, takerOrderId: number): void {
    this.fills += `\n1,${seq},${price},${qty},${makerOrderId},${takerOrderId}`;
    this.lines++;
  }

  canceled(seq: number, side: number, orderId: number, price: number): void {
    this.rest += `\n2,${seq},${side},${orderId},${price}`;
    this.lines++;
  }

  modified(seq: number, side: number, orderId: number, price: number, qty: number): void {
    this.rest += `\n3,${seq},${side},${orderId},${price},${qty}`;
    this.lines++;
  }

  refused(seq: number, orderId: number, ofModify: boolean): void {
    this.rest += `\n${ofModify ? 5 : 4},${seq},${orderId}`;
    this.lines++;
  }

  endMessage(): void {
    this.text += this.first + this.fills + this.rest;
    this.first = this.fills = this.rest = '';
    if (this.text.length > CHUNK) this.flush();
  }

  private flush(): void {
    this.hash.update(this.started ? this.text : this.text.slice(1));
    this.started = true;
    this.text = '';
  }

  sha256(): string {
    this.flush();
    return this.hash.digest('hex');
  }
}
