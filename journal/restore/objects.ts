/**
 * The objects of a mirror: fetched in parallel, unpacked, and kept while there is room, so that a small restore fetches each
 * once and a large one twice. Memory: at most `keepBytes` unpacked, beside `parallel` objects on their way.
 */
import type { ObjectInfo, ObjectStore } from '../mirror/object-store.js';
import { type Content, looksLikeGzip, scanFrames, unpack } from './content.js';
import type { FrameIndex } from './frame-index.js';
import { retried } from './retry.js';

export class Objects {
  readonly keys: string[] = [];
  /** Keys of objects that hold no frame, and what is wrong with damaged ones. */
  readonly foreign: string[] = [];
  readonly damaged: { key: string; what: string }[] = [];
  bytes = 0;
  private readonly known = new Set<string>();
  /** Least recently used first. */
  private readonly kept = new Map<number, Promise<Buffer>>();
  private readonly sizes = new Map<number, number>();
  private keptBytes = 0;

  constructor(
    private readonly store: ObjectStore,
    private readonly parallel: number,
    private readonly keepBytes: number,
    private readonly sleep: (ms: number) => Promise<unknown>,
  ) {}

  /** Fetches what has come since the last call, and puts its frames into the index. */
  async take(prefix: string, index: FrameIndex): Promise<void> {
    const waiting = await retried(() => this.unknown(prefix), this.sleep);
    let next = 0;
    const lane = async () => {
      while (next < waiting.length) await this.takeOne(waiting[next++], index);
    };
    await Promise.all(Array.from({ length: this.parallel }, lane));
  }

  /** The unpacked bytes of an object. */
  content(object: number): Promise<Buffer> {
    const kept = this.kept.get(object);
    if (kept) {
      this.kept.delete(object);
      this.kept.set(object, kept);
      return kept;
    }
    const fetched = this.fetch(this.keys[object]).then(({ bytes }) => {
      this.count(object, bytes.length);
      return bytes;
    });
    fetched.catch(() => this.kept.delete(object));
    this.kept.set(object, fetched);
    return fetched;
  }

  private async unknown(prefix: string): Promise<ObjectInfo[]> {
    const found: ObjectInfo[] = [];
    for await (const object of this.store.list(prefix)) {
      if (!this.known.has(object.key)) found.push(object);
    }
    return found;
  }

  /** Nothing is fetched after this. */
  close(): void {
    this.kept.clear();
    this.store.close();
  }

  private async takeOne(info: ObjectInfo, index: FrameIndex): Promise<void> {
    const object = this.keys.push(info.key) - 1;
    const { bytes, damage } = await this.fetch(info.key);
    this.known.add(info.key);
    this.bytes += info.bytes;
    let frames = 0;
    const bad = scanFrames(bytes, (header, at) => {
      index.add(header, object, at);
      frames++;
    });
    if (frames === 0 && damage === NOT_GZIP) this.foreign.push(info.key);
    else if (damage !== null) this.damaged.push({ key: info.key, what: damage });
    for (const at of bad) this.damaged.push({ key: info.key, what: `no whole frame at byte ${at} unpacked` });
    if (frames === 0) return;
    this.kept.set(object, Promise.resolve(bytes));
    this.count(object, bytes.length);
  }

  private async fetch(key: string): Promise<Content> {
    const object = await retried(() => this.store.get(key), this.sleep);
    if (object === null) return { bytes: Buffer.alloc(0), damage: 'it is listed, and not there' };
    return looksLikeGzip(object) ? unpack(object) : { bytes: Buffer.alloc(0), damage: NOT_GZIP };
  }

  private count(object: number, bytes: number): void {
    this.sizes.set(object, bytes);
    this.keptBytes += bytes;
    for (const oldest of this.kept.keys()) {
      if (this.keptBytes <= this.keepBytes || oldest === object) break;
      this.kept.delete(oldest);
      this.keptBytes -= this.sizes.get(oldest) ?? 0;
      this.sizes.delete(oldest);
    }
  }
}

const NOT_GZIP = 'not gzip';
