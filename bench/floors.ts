/**
 * What the machine asks for anything that sends an order over TCP and syncs it to a disk, measured in the same run as
 * the exchange: the two floors beside which its latency is printed.
 */
import { closeSync, fdatasyncSync, fsyncSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Child } from './child.js';
import { Histogram, initHistograms, type Quantiles } from './histogram.js';
import { readOptions } from './options.js';
import { type Report, type Table, us } from './report.js';

export const usage = '[--request-bytes 187] [--answer-bytes 214] [--samples 5000] [--dir DIR]: the two floors alone';

export interface Floors {
  /** Request and answer of the same sizes as an order and its acknowledgement; loopback, two processes that sleep. */
  tcpEcho: Quantiles;
  /** A 4 KiB block of a file that was written with zeros and synced before. */
  fdatasync: Quantiles;
  /** The two medians together. */
  sumP50Us: number;
}

export interface FloorOptions {
  requestBytes: number;
  answerBytes: number;
  samples: number;
  /** On the file system that the journal is on. */
  dir: string;
}

/** Bytes of an order and of its acknowledgement as the load generator sends and gets them. */
export const ORDER_BYTES = 187;
export const ACK_BYTES = 214;

/** Measures twice, before and after what stands beside them: a shared machine has other minutes. */
export class FloorMeter {
  private readonly tcpEcho = new Histogram();
  private readonly fdatasync = new Histogram();

  constructor(private readonly options: FloorOptions) {}

  async measure(): Promise<void> {
    await tcpEchoFloor(this.options, this.tcpEcho);
    fdatasyncFloor(this.options, this.fdatasync);
  }

  floors(): Floors {
    const [tcpEcho, fdatasync] = [this.tcpEcho.quantiles(), this.fdatasync.quantiles()];
    return { tcpEcho, fdatasync, sumP50Us: tcpEcho.p50Us + fdatasync.p50Us };
  }
}

async function tcpEchoFloor(options: FloorOptions, histogram: Histogram): Promise<void> {
  const { requestBytes, answerBytes, samples } = options;
  const peer = Child.start('./peers/echo.js', [String(requestBytes), String(answerBytes)]);
  try {
    const port = await peer.next<number>();
    await echoRounds(port, Buffer.alloc(requestBytes, 0x2e), answerBytes, samples, histogram);
  } finally {
    await peer.stop();
  }
}

function echoRounds(port: number, request: Buffer, answerBytes: number, samples: number, histogram: Histogram): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, noDelay: true });
    let rounds = -Math.min(500, samples); // the first ones compile the code
    let received = 0;
    let sentMs = 0;
    const send = () => {
      sentMs = performance.now();
      socket.write(request);
    };
    socket.on('connect', send);
    socket.on('error', reject);
    socket.on('data', (bytes) => {
      received += bytes.length;
      if (received < answerBytes) return;
      received = 0;
      if (++rounds > 0) histogram.recordMs(performance.now() - sentMs);
      if (rounds < samples) return send();
      socket.destroy();
      resolve();
    });
  });
}

const BLOCK = 4096;
const BLOCKS = 2048;

function fdatasyncFloor({ dir, samples }: FloorOptions, histogram: Histogram): void {
  mkdirSync(dir, { recursive: true });
  const folder = mkdtempSync(join(dir, 'floor-'));
  const file = openSync(join(folder, 'zeros'), 'w+');
  try {
    const zeros = Buffer.alloc(BLOCK);
    for (let n = 0; n < BLOCKS; n++) writeSync(file, zeros, 0, BLOCK, n * BLOCK);
    fsyncSync(file);
    const block = Buffer.alloc(BLOCK, 0x2e);
    for (let n = 0; n < Math.min(samples, BLOCKS); n++) {
      const start = performance.now();
      writeSync(file, block, 0, BLOCK, n * BLOCK);
      fdatasyncSync(file);
      histogram.recordMs(performance.now() - start);
    }
  } finally {
    closeSync(file);
    rmSync(folder, { recursive: true });
  }
}

export function floorRows(floors: Floors): string[][] {
  const row = (name: string, q: Quantiles) => [name, us(q.p50Us), us(q.p90Us), us(q.p99Us), us(q.p999Us), us(q.maxUs)];
  return [row('TCP echo', floors.tcpEcho), row('fdatasync', floors.fdatasync)];
}

export const QUANTILE_COLUMNS = ['', 'p50', 'p90', 'p99', 'p99.9', 'max'] as const;

export async function run(args: readonly string[]): Promise<Report> {
  const options = readOptions(args, { requestBytes: ORDER_BYTES, answerBytes: ACK_BYTES, samples: 5000, dir: tmpdir() });
  await initHistograms();
  const meter = new FloorMeter(options);
  await meter.measure();
  const floors = meter.floors();
  const table: Table = { title: 'floors', columns: QUANTILE_COLUMNS, rows: floorRows(floors) };
  return { name: 'floors', method: FLOOR_METHOD, options, figures: { floors }, tables: [table] };
}

export const FLOOR_METHOD = [
  `TCP echo: node:net on loopback, two processes that sleep while they wait, one request at a time, ${ORDER_BYTES} bytes there and ${ACK_BYTES} back.`,
  'fdatasync: pwrite and fdatasync of one 4 KiB block after another in a file of zeros that had been synced.',
] as const;
