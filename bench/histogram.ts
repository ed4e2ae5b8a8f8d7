/**
 * HDR histograms of nanoseconds: 1 ns to 10 minutes at three significant digits, in the WebAssembly build of
 * hdr-histogram-js. They cross process boundaries as base64 and are added without loss. Call initHistograms() once first.
 */
import {
  build,
  decodeFromCompressedBase64,
  encodeIntoCompressedBase64,
  type Histogram as Hdr,
  initWebAssembly,
} from 'hdr-histogram-js';

const HIGHEST_NS = 600e9;

export interface Quantiles {
  count: number;
  p50Us: number;
  p90Us: number;
  p99Us: number;
  p999Us: number;
  maxUs: number;
  meanUs: number;
}

export const initHistograms: () => Promise<void> = initWebAssembly;

export class Histogram {
  private readonly hdr: Hdr;

  constructor() {
    this.hdr = build({
      useWebAssembly: true,
      bitBucketSize: 64,
      highestTrackableValue: HIGHEST_NS,
      numberOfSignificantValueDigits: 3,
    });
  }

  /** Values outside the range count as its ends. */
  recordNs(ns: number): void {
    this.hdr.recordValue(Math.max(1, Math.min(HIGHEST_NS, Math.round(ns))));
  }

  recordMs(ms: number): void {
    this.recordNs(ms * 1e6);
  }

  get count(): number {
    return this.hdr.totalCount;
  }

  quantileUs(quantile: number): number {
    return this.hdr.getValueAtPercentile(quantile * 100) / 1000;
  }

  quantiles(): Quantiles {
    return {
      count: this.count,
      p50Us: this.quantileUs(0.5),
      p90Us: this.quantileUs(0.9),
      p99Us: this.quantileUs(0.99),
      p999Us: this.quantileUs(0.999),
      maxUs: this.hdr.maxValue / 1000,
      meanUs: this.count === 0 ? 0 : this.hdr.mean / 1000,
    };
  }

  add(encoded: string): void {
    const other = decodeFromCompressedBase64(encoded, 64, true);
    this.hdr.add(other as never);
    other.destroy();
  }

  encode(): string {
    return encodeIntoCompressedBase64(this.hdr);
  }

  reset(): void {
    this.hdr.reset();
  }
}
